-- What became of a reservation: it counts, was settled, was given back, or was given back as its time was over.
CREATE TYPE "reservation_state" AS ENUM ('held', 'settled', 'released', 'expired');

-- Costs that count until it is known what they come to, by the database's clock. The previous version makes none.
CREATE TABLE "limit_reservations" (
    "id" TEXT NOT NULL,
    "namespace_id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "state" "reservation_state" NOT NULL,
    "subject" TEXT NOT NULL,
    "counted" JSONB NOT NULL,
    "reserved" INTEGER NOT NULL,
    "cost" BIGINT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,

    CONSTRAINT "limit_reservations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "limit_reservations_namespace_id_fkey" FOREIGN KEY ("namespace_id") REFERENCES "limit_namespaces"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "limit_reservations_namespace_id_identifier_idx" ON "limit_reservations"("namespace_id", "identifier");
CREATE INDEX "limit_reservations_ended_at_expires_at_idx" ON "limit_reservations"("ended_at", "expires_at");

-- The processes that store what they count themselves, and since which epoch: where one dies, the epoch ends.
CREATE TABLE "limit_reservers" (
    "process_id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,

    CONSTRAINT "limit_reservers_pkey" PRIMARY KEY ("process_id")
);
