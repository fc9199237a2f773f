import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ButtonSamples } from "@/components/design/button-samples";
import { LiveSamples } from "@/components/design/live-samples";
import { ColourSamples, TypeSamples } from "@/components/design/token-samples";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { FormAlert } from "@/components/ui/form-alert";
import { Progress } from "@/components/ui/progress";
import { RowsSkeleton } from "@/components/ui/rows-skeleton";
import { Sparkline } from "@/components/ui/sparkline";

export const metadata: Metadata = { title: "Design", robots: { index: false } };

const tones = ["neutral", "accent", "success", "warning", "danger"] as const;

/** Tokens and components in their states, for those who work on them: `next dev` shows it, a production build answers 404. */
export default function DesignPage() {
  if (process.env.NODE_ENV === "production") notFound();
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-6 px-4 py-12 sm:px-8">
      <h1 className="text-display">Design</h1>
      <Card title="Colours">
        <ColourSamples />
      </Card>
      <Card title="Type">
        <TypeSamples />
      </Card>
      <Card title="Buttons" description="At rest, at work, and out of reach.">
        <ButtonSamples />
      </Card>
      <Card title="Controls">
        <LiveSamples />
      </Card>
      <Card title="States">
        <div className="flex flex-col gap-4">
          <p className="flex flex-wrap gap-2">
            {tones.map((tone) => (
              <Badge key={tone} tone={tone}>
                {tone}
              </Badge>
            ))}
          </p>
          <FormAlert>The whole form cannot be sent as it is.</FormAlert>
          <Progress label="Used" value={30} max={100} />
          <Progress label="Nearly used" value={85} max={100} />
          <Progress label="Used up" value={100} max={100} />
          <Sparkline label="Requests of a week" values={[3, 8, 5, 13, 9, 21, 17]} />
          <RowsSkeleton what="keys" />
          <EmptyState icon={<KeyRound />} title="No keys yet" body="A key proves to an API who is calling." />
        </div>
      </Card>
      <CodeBlock title="Code" code={'curl https://api.example.com/v1/prompts -H "Authorization: Bearer $KEY"'} />
    </div>
  );
}
