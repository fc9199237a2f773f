import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Read by commands that touch a database; `generate` and `validate` run without one.
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
