-- The origin of the company's page in which a portal is shown; null for one that is a page of ours.
ALTER TABLE "portal_sessions" ADD COLUMN "origin" TEXT;
