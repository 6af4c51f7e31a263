"""Real server processes over a temporary workspace.

- `raw`: a started process and a client made of bytes, not initialised.
- `workspace`: a folder with a small Tonel package, a chunk file and a Python file.
- `client`: pytest-lsp's client, initialised as VS Code would be, over `workspace`;
  `client_as(profile)` makes one with another profile (see `profiles.py`).

Models are absent unless a test asks for them: `KIBITZ_MODELS` is an empty folder.
All fixtures live as long as one test, on its event loop; every wait has a timeout.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.uris import from_fs_path
from pytest_lsp import LanguageClient, make_test_lsp_client

from tests.e2e.profiles import PROFILES
from tests.e2e.rawclient import TIMEOUT, RawClient

STORE = """\
"
I am a store.
"
Class {
	#name : #MgStore,
	#superclass : #Object,
	#instVars : [
		'items'
	],
	#category : #'Mg-Store'
}

{ #category : #accessing }
MgStore >> add: anItem [
	^ items add: anItem
]

{ #category : #accessing }
MgStore >> total [
	^ items inject: 0 into: [ :sum :each | sum + each price ]
]
"""

SUBSTORE = """\
Class {
	#name : #MgBookStore,
	#superclass : #MgStore,
	#category : #'Mg-Store'
}

{ #category : #accessing }
MgBookStore >> total [
	^ super total * 2
]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    package = root / "src" / "Mg-Store"
    package.mkdir(parents=True)
    (package / "package.st").write_text("Package { #name : #'Mg-Store' }\n")
    (package / "MgStore.class.st").write_text(STORE)
    (package / "MgBookStore.class.st").write_text(SUBSTORE)
    (root / "till.py").write_text("def total(prices):\n    return sum(prices)\n")
    return root


@pytest.fixture
def server_env(tmp_path: Path) -> dict[str, str]:
    """Keeps the server's files of a test together, and away from the user's."""
    models = tmp_path / "models"
    models.mkdir()
    return {"KIBITZ_MODELS": str(models), "KIBITZ_CACHE": str(tmp_path / "cache")}


StartRaw = Callable[..., Awaitable[RawClient]]


@pytest.fixture
async def start_raw(server_env: dict[str, str]) -> AsyncIterator[StartRaw]:
    """Starts server processes: `start_raw("--log-level", "debug", env={…})`."""
    started: list[RawClient] = []

    async def start(*arguments: str, env: dict[str, str] | None = None) -> RawClient:
        started.append(await RawClient.start(*arguments, env={**server_env, **(env or {})}))
        return started[-1]

    yield start
    for each in started:
        await each.kill()


@pytest.fixture
async def raw(start_raw: StartRaw) -> RawClient:
    return await start_raw()


ClientAs = Callable[..., Awaitable[LanguageClient]]


@pytest.fixture
async def client_as(workspace: Path, server_env: dict[str, str]) -> AsyncIterator[ClientAs]:
    """`await client_as("neovim", settings={…})`: an initialised client over `workspace`."""
    made: list[LanguageClient] = []

    async def make(
        profile: str,
        settings: dict[str, Any] | None = None,
        env: dict[str, str] | None = None,
        root: Path = workspace,
    ) -> LanguageClient:
        client = make_test_lsp_client()
        client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
        client.feature("kibitz/status")(lambda params: None)
        made.append(client)
        client.set_configuration(settings or {}, section="kibitz")
        await client.start_io(
            sys.executable, "-m", "kibitz.cli.main", "serve",
            env={**os.environ, **server_env, **(env or {})},
        )  # fmt: skip
        async with asyncio.timeout(TIMEOUT):
            await client.initialize_session(
                types.InitializeParams(
                    capabilities=PROFILES[profile](),
                    root_uri=from_fs_path(str(root)),
                    workspace_folders=[
                        types.WorkspaceFolder(from_fs_path(str(root)) or "", root.name)
                    ],
                    initialization_options=settings,
                )
            )
        return client

    yield make
    for each in made:
        async with asyncio.timeout(TIMEOUT):
            await each.shutdown_session()
            await each.stop()


@pytest.fixture
async def client(client_as: ClientAs) -> LanguageClient:
    """The one most tests want."""
    return await client_as("vscode")


def open_file(client: LanguageClient, path: Path, language: str = "smalltalk") -> str:
    """Open a file with the text it has on disk; its URI."""
    uri = path.as_uri()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            types.TextDocumentItem(uri, language, 1, path.read_bytes().decode())
        )
    )
    return uri


async def wait_until_indexed(client: LanguageClient) -> dict[str, Any]:
    """Wait until the index holds the workspace; the status then."""
    async with asyncio.timeout(TIMEOUT):
        return plain(await client.protocol.send_request_async("kibitz/waitUntilIndexed", None))


def plain(value: Any) -> Any:
    """JSON again of what pygls makes of it: named tuples."""
    if hasattr(value, "_asdict"):
        return {name: plain(each) for name, each in value._asdict().items()}
    return [plain(each) for each in value] if isinstance(value, list) else value
