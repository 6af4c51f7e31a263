"""A workspace with files that no tool likes: one message each, and everything else works."""

from __future__ import annotations

from pathlib import Path

from kibitz.cli.headless import HeadlessEditor

GOOD = "Class {\n\t#name : 'Good',\n\t#superclass : 'Object',\n\t#category : 'Good'\n}\n"
FIFTY_MEGABYTES = 50_000_000


def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "models").mkdir(exist_ok=True)
    return {"KIBITZ_CACHE": str(tmp_path / "cache"), "KIBITZ_MODELS": str(tmp_path / "models")}


def workspace(tmp_path: Path, **files: bytes) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / "Good.class.st").write_text(GOOD)
    for name, data in files.items():
        (root / f"{name}.st").write_bytes(data)
    return root


async def symbols(editor: HeadlessEditor, query: str) -> list[str]:
    return [each["name"] for each in await editor.request("workspace/symbol", {"query": query})]


async def test_files_that_are_not_text_do_not_keep_the_others_out(tmp_path: Path):
    bad = {
        "latin": b"Object subclass: #Caf\xe9 instanceVariableNames: '' category: 'x'!\n",
        "nuls": b"'a\x00b' size\n",
        "mixed": b"a.\nb.\r\nc\rd\n",
        "binary": bytes(range(256)) * 100,
        "empty": b"",
    }
    root = workspace(tmp_path, **bad)
    async with HeadlessEditor(root, environment=environment(tmp_path)) as editor:
        await editor.wait_for_index(60)
        assert await symbols(editor, "Good") == ["Good"]
        for name in bad:
            uri = editor.open(f"{name}.st", "smalltalk", bad[name].decode("cp1252", "replace"))
            await editor.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        assert await symbols(editor, "Good") == ["Good"]
    assert {name: (root / f"{name}.st").read_bytes() for name in bad} == bad


async def test_a_file_of_50_megabytes_is_left_out_with_one_message(tmp_path: Path):
    root = workspace(tmp_path, huge=b"x" * FIFTY_MEGABYTES)
    said: list[str] = []
    editor = HeadlessEditor(root, environment=environment(tmp_path))
    editor.on_notification = lambda method, params: (
        said.append(params["message"]) if method == "window/showMessage" else None
    )
    async with editor:
        await editor.wait_for_index(60)
        assert await symbols(editor, "Good") == ["Good"]
    (message,) = said
    assert "huge.st" in message
    assert "kibitz.index.maxFileBytes" in message


async def test_50_megabytes_in_an_editor_do_not_stop_the_server(tmp_path: Path):
    root = workspace(tmp_path)
    async with HeadlessEditor(root, environment=environment(tmp_path)) as editor:
        await editor.wait_for_index(60)
        uri = editor.open("huge.st", "smalltalk", "x" * FIFTY_MEGABYTES)
        place = {"textDocument": {"uri": uri}, "position": {"line": 9, "character": 9}}
        await editor.request("textDocument/hover", place)
        assert await symbols(editor, "Good") == ["Good"]


async def test_without_a_data_or_cache_directory_everything_else_works(tmp_path: Path):
    root = workspace(tmp_path)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a directory should be")
    said: list[str] = []
    editor = HeadlessEditor(
        root,
        environment={"KIBITZ_CACHE": str(blocked / "x"), "KIBITZ_MODELS": str(blocked / "y")},
    )
    editor.on_notification = lambda method, params: (
        said.append(params["message"]) if method == "window/showMessage" else None
    )
    async with editor:
        status = await editor.wait_for_index(60)
        assert await symbols(editor, "Good") == ["Good"]
        assert status["engines"]["completion"]["state"] == "absent"
        assert "kibitz models" in status["engines"]["completion"]["detail"]
    assert [message for message in said if str(blocked) in message]


async def test_a_truncated_model_is_named_with_the_way_out(tmp_path: Path):
    root = workspace(tmp_path)
    models = tmp_path / "models"
    models.mkdir()
    name = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
    (models / name).write_bytes(b"GGUF" + b"\x00" * 1000)
    async with HeadlessEditor(root, environment=environment(tmp_path)) as editor:
        status = await editor.wait_for_status(
            lambda it: it["engines"]["completion"]["state"] not in ("starting", "stopped"), 60
        )
        engine = status["engines"]["completion"]
        assert engine["state"] in ("absent", "failed")
        assert "kibitz models" in engine["detail"]
        await editor.wait_for_index(60)
        assert await symbols(editor, "Good") == ["Good"]
    assert (models / name).stat().st_size == 1004
