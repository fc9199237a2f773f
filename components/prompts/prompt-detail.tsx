"use client";
import { Ellipsis, Globe, Lock, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { AddButton } from "@/components/ui/add-button";
import { BackLink } from "@/components/ui/back-link";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { Menu } from "@/components/ui/menu";
import { RelativeTime } from "@/components/ui/relative-time";
import type { PromptVersion, PromptWithContent } from "@/lib/features/prompts/contract";
import { DeletePromptDialog } from "./delete-prompt-dialog";
import { EditPromptDialog } from "./edit-prompt-dialog";
import { NewVersionDialog } from "./new-version-dialog";
import { VersionHistory } from "./version-history";
import { VisibilityBadge } from "./visibility-badge";
import { VisibilityDialog } from "./visibility-dialog";

type Action = "edit" | "version" | "visibility" | "delete";

/** One prompt: its latest text, its history, and what can be done with it. */
export function PromptDetail({ prompt }: { prompt: PromptWithContent }) {
  const router = useRouter();
  const [action, setAction] = useState<Action | null>(null);
  const [again, setAgain] = useState<PromptVersion | null>(null);
  const isPublic = prompt.visibility === "public";
  const close = (changed: boolean) => {
    setAction(null);
    setAgain(null);
    if (changed) router.refresh();
  };
  return (
    <>
      <BackLink href="/dashboard/prompts" label="Prompts" current={prompt.name} />
      <PageHeader
        title={prompt.name}
        description={
          <span className="flex flex-col gap-1.5">
            {prompt.description && <span className="break-words">{prompt.description}</span>}
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <VisibilityBadge visibility={prompt.visibility} />
              <span className="font-mono text-xs break-all">{prompt.id}</span>
              <span>
                changed <RelativeTime at={prompt.updated_at} />
              </span>
            </span>
          </span>
        }
        actions={
          <>
            <AddButton variant="primary" onClick={() => setAction("version")}>
              New version
            </AddButton>
            <Menu
              trigger={
                <Button aria-label="More actions">
                  <Ellipsis aria-hidden className="size-4" />
                </Button>
              }
              items={[
                { label: "Edit name and description", icon: <Pencil />, onSelect: () => setAction("edit") },
                {
                  label: isPublic ? "Make private" : "Make public",
                  icon: isPublic ? <Lock /> : <Globe />,
                  onSelect: () => setAction("visibility"),
                },
                { label: "Delete", icon: <Trash2 />, danger: true, onSelect: () => setAction("delete") },
              ]}
            />
          </>
        }
      />
      {prompt.content !== null ? (
        <div className="flex flex-col gap-6">
          <div className="flex flex-col gap-3">
            <CodeBlock title={`Version ${prompt.latest_version}, the latest`} code={prompt.content}>
              <span className="whitespace-pre-wrap break-words">{prompt.content}</span>
            </CodeBlock>
            <Variables names={prompt.variables} />
          </div>
          <VersionHistory promptId={prompt.id} latest={prompt.latest_version} onUseAgain={setAgain} />
        </div>
      ) : (
        <EmptyState
          title="No version yet"
          body="This prompt has a name, but no text. Its first version gives it one."
          action={
            <Button variant="primary" onClick={() => setAction("version")}>
              Write version 1
            </Button>
          }
        />
      )}
      <NewVersionDialog open={action === "version"} prompt={prompt} latestText={prompt.content ?? ""} onClose={close} />
      {again && (
        <NewVersionDialog open prompt={prompt} latestText={prompt.content ?? ""} older={again} onClose={close} />
      )}
      {action === "edit" && <EditPromptDialog prompt={prompt} onClose={close} />}
      {action === "visibility" && <VisibilityDialog prompt={prompt} onClose={close} />}
      {action === "delete" && (
        <DeletePromptDialog
          prompt={prompt}
          onClose={(deleted) => {
            setAction(null);
            if (deleted) router.push("/dashboard/prompts");
          }}
        />
      )}
    </>
  );
}

function Variables({ names }: { names: readonly string[] }) {
  return (
    <Card
      title="Variables"
      description={names.length === 0 ? "This text has none." : "What the text expects to be given."}
    >
      {names.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {names.map((name) => (
            <li key={name} className="rounded-md bg-accent-soft px-2 py-1 font-mono text-xs break-all text-accent-text">
              {name}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
