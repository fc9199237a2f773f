-- CreateTable
CREATE TABLE "server_processes" (
    "id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "stopping" BOOLEAN NOT NULL,
    "shares_limits" BOOLEAN NOT NULL,
    "settled_for" TEXT,

    CONSTRAINT "server_processes_pkey" PRIMARY KEY ("id")
);
