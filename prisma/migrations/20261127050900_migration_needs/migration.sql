-- What each migration needs of the processes beside it, for versions that do not know the migration itself.
CREATE TABLE "migration_needs" (
    "name" TEXT NOT NULL,
    "needs_version" TEXT,

    CONSTRAINT "migration_needs_pkey" PRIMARY KEY ("name")
);
