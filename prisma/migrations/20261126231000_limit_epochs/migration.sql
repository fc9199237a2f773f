-- CreateEnum
CREATE TYPE "limit_home" AS ENUM ('redis', 'processes');

-- CreateTable
CREATE TABLE "limit_epochs" (
    "only_one" BOOLEAN NOT NULL DEFAULT true,
    "number" INTEGER NOT NULL,
    "home" "limit_home" NOT NULL,
    "is_open" BOOLEAN NOT NULL,
    "token" TEXT,
    "server" TEXT,
    "members" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "limit_epochs_pkey" PRIMARY KEY ("only_one"),
    CONSTRAINT "limit_epochs_only_one" CHECK ("only_one")
);

INSERT INTO "limit_epochs" ("number", "home", "is_open") VALUES (0, 'redis', false);
