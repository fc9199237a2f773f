-- expand: notices before keys end, each told once, and whom they were mailed to; the version before tells of none.
ALTER TABLE "organizations" ADD COLUMN "expiry_notices" BOOLEAN NOT NULL DEFAULT true;

CREATE TABLE "key_expiry_notices" (
    "key_id" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "days" INTEGER NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_expiry_notices_pkey" PRIMARY KEY ("key_id", "ends_at", "days")
);
CREATE INDEX "key_expiry_notices_ends_at_idx" ON "key_expiry_notices"("ends_at");
ALTER TABLE "key_expiry_notices" ADD CONSTRAINT "key_expiry_notices_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "key_expiry_mails" (
    "user_id" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "days" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "key_expiry_mails_pkey" PRIMARY KEY ("user_id", "key_id", "ends_at", "days")
);
CREATE INDEX "key_expiry_mails_key_id_idx" ON "key_expiry_mails"("key_id");
CREATE INDEX "key_expiry_mails_ends_at_idx" ON "key_expiry_mails"("ends_at");
ALTER TABLE "key_expiry_mails" ADD CONSTRAINT "key_expiry_mails_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "key_expiry_mails" ADD CONSTRAINT "key_expiry_mails_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "api_keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;
