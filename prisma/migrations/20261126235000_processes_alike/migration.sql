-- AlterTable
ALTER TABLE "server_processes" ADD COLUMN "version" TEXT, ADD COLUMN "secrets_mark" TEXT;
