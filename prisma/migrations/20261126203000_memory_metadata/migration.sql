-- AlterTable
ALTER TABLE "memories" ADD COLUMN     "metadata" JSONB NOT NULL DEFAULT '{}';
