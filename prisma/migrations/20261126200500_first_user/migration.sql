-- That somebody registered first is kept when users are deleted: nobody becomes administrator by registering after them.
CREATE TABLE "deployment_facts" (
    "fact" TEXT NOT NULL,
    "established_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "deployment_facts_pkey" PRIMARY KEY ("fact")
);

INSERT INTO "deployment_facts" ("fact")
SELECT 'first user registered' WHERE EXISTS (SELECT 1 FROM "users" WHERE "email" NOT LIKE '%@external.invalid');
