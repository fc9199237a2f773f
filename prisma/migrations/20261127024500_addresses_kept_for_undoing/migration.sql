-- Whoever registers is asked whether their address was another account's until lately. Prisma knows no such index.
CREATE INDEX "one_time_tokens_old_address_idx" ON "one_time_tokens" ((data->>'from'), "expires_at")
 WHERE "purpose" = 'email change undo';
