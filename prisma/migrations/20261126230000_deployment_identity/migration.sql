CREATE TABLE "deployment" (
    "only" BOOLEAN NOT NULL DEFAULT true CHECK ("only"),
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("only")
);

INSERT INTO "deployment" DEFAULT VALUES;
