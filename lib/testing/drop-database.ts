/** Drops a test's database and ends what is connected to it; `run` sends a statement to the server. */
export async function dropDatabase(run: (sql: string) => Promise<unknown>, name: string): Promise<void> {
  await run(`DROP DATABASE ${name} WITH (FORCE)`).catch((error: { code?: string }) => {
    // PostgreSQL's own vacuum is at work in it, which must not be ended; the whole server goes after the run.
    if (error.code !== "42501") throw error;
  });
}
