-- Closed sets become types of the database. What is stored is converted where it stands, a table at a time; a value that no
-- version ever wrote makes the migration fail whole, except a role, which has always counted as the least then.

CREATE TYPE "environment" AS ENUM ('production', 'development');
CREATE TYPE "membership_role" AS ENUM ('member', 'admin', 'owner');
CREATE TYPE "session_kind" AS ENUM ('api', 'dashboard');
CREATE TYPE "prompt_visibility" AS ENUM ('public', 'private');
CREATE TYPE "memory_type" AS ENUM ('episodic', 'semantic', 'procedural');
CREATE TYPE "delivery_status" AS ENUM ('pending', 'succeeded', 'failed', 'cancelled');
CREATE TYPE "endpoint_disabled_reason" AS ENUM ('failing', 'gone', 'unreadable_secret');
CREATE TYPE "run_status" AS ENUM ('queued', 'running', 'succeeded', 'failed');
CREATE TYPE "report_kind" AS ENUM ('usage', 'keys', 'prompts');
CREATE TYPE "alert_kind" AS ENUM ('traffic', 'new_network', 'rejections', 'revoked_use');
CREATE TYPE "quota_window" AS ENUM ('day', 'month');
CREATE TYPE "client_auth_method" AS ENUM ('client_secret_post', 'client_secret_basic', 'none');
CREATE TYPE "status_class" AS ENUM ('2xx', '3xx', '4xx', '429', '5xx');

ALTER TABLE "memberships" ALTER COLUMN "role" DROP DEFAULT,
      ALTER COLUMN "role" TYPE "membership_role" USING ((CASE WHEN "role" IN ('admin', 'owner') THEN "role" ELSE 'member' END)::"membership_role"),
      ALTER COLUMN "role" SET DEFAULT 'owner';

ALTER TABLE "invitations" ALTER COLUMN "role" TYPE "membership_role" USING ((CASE WHEN "role" IN ('admin', 'owner') THEN "role" ELSE 'member' END)::"membership_role");

ALTER TABLE "sessions" ALTER COLUMN "kind" TYPE "session_kind" USING ("kind"::"session_kind");

ALTER TABLE "api_keys" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment");

ALTER TABLE "limit_states" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment");

ALTER TABLE "usage_minutes" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "status_class" TYPE "status_class" USING ("status_class"::"status_class");

ALTER TABLE "usage_hours" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "status_class" TYPE "status_class" USING ("status_class"::"status_class");

ALTER TABLE "usage_days" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "status_class" TYPE "status_class" USING ("status_class"::"status_class");

ALTER TABLE "prompts" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "visibility" TYPE "prompt_visibility" USING ("visibility"::"prompt_visibility");

ALTER TABLE "memories" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "type" TYPE "memory_type" USING ("type"::"memory_type");

ALTER TABLE "events" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment");

ALTER TABLE "webhook_endpoints" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "disabled_reason" TYPE "endpoint_disabled_reason" USING ("disabled_reason"::"endpoint_disabled_reason");

ALTER TABLE "webhook_deliveries" ALTER COLUMN "status" DROP DEFAULT,
      ALTER COLUMN "status" TYPE "delivery_status" USING ("status"::"delivery_status"),
      ALTER COLUMN "status" SET DEFAULT 'pending';

ALTER TABLE "reports" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "kind" TYPE "report_kind" USING ("kind"::"report_kind"),
      ALTER COLUMN "status" DROP DEFAULT,
      ALTER COLUMN "status" TYPE "run_status" USING ("status"::"run_status"),
      ALTER COLUMN "status" SET DEFAULT 'queued';

ALTER TABLE "datasets" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment");

ALTER TABLE "evaluations" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "status" DROP DEFAULT,
      ALTER COLUMN "status" TYPE "run_status" USING ("status"::"run_status"),
      ALTER COLUMN "status" SET DEFAULT 'queued';

ALTER TABLE "alerts" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "kind" TYPE "alert_kind" USING ("kind"::"alert_kind");

ALTER TABLE "quota_notices" ALTER COLUMN "environment" TYPE "environment" USING ("environment"::"environment"),
      ALTER COLUMN "window" TYPE "quota_window" USING ("window"::"quota_window");

ALTER TABLE "oauth_apps" ALTER COLUMN "auth_method" TYPE "client_auth_method" USING ("auth_method"::"client_auth_method");
