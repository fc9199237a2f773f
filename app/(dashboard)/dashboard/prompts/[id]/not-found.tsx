import { MessageSquareText } from "lucide-react";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function PromptNotFound() {
  return (
    <>
      <PageHeader title="Prompt" />
      <EmptyState
        icon={<MessageSquareText />}
        title="There is no such prompt"
        body="The address may be mistyped, the prompt was deleted, or it belongs to another organization."
        action={
          <Link href="/dashboard/prompts" className={buttonClass()}>
            Go to Prompts
          </Link>
        }
      />
    </>
  );
}
