-- Which secrets the deployment works with: fingerprints alone, so that others beside this database are noticed.
CREATE TABLE "deployment_secrets" (
    "name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "used_until" TIMESTAMPTZ(3) NOT NULL,
    "unmarked" BOOLEAN NOT NULL DEFAULT false,
    "forgotten_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployment_secrets_pkey" PRIMARY KEY ("name", "fingerprint")
);
