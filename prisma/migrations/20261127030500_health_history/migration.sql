-- What the status page shows of the past: how often each part was looked at in an hour, and how often it failed.
CREATE TABLE "health_hours" (
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "part" TEXT NOT NULL,
    "looks" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,

    CONSTRAINT "health_hours_pkey" PRIMARY KEY ("hour", "part")
);
