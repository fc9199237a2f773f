/** Listens on a free port of this machine and tells the benchmark which, and what to call with. */
export function serve(server, tokens) {
  server.keepAliveTimeout = 75_000;
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port, tokens }));
}
