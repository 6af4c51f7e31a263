"""One file per command of `workspace/executeCommand`, found and registered by itself.

    def register(server: KibitzServer) -> None:
        @server.command("kibitz.explainMethod")
        async def explain_method(
            server: KibitzServer, arguments: list[Any], params: types.ExecuteCommandParams
        ) -> Any:
            async with server.progress("Explain method", params.work_done_token) as progress:
                …

`arguments` are the JSON values the client sent, never None. Check them and raise
`errors.invalid_params("a sentence")`. The user's cancel cancels the task. What is
returned must be JSON or lsprotocol objects.
"""
