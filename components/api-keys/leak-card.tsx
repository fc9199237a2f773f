"use client";
import { NoticeCard } from "@/components/ui/notice-card";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ApiKey } from "@/lib/features/api-keys/key-contract";
import { isLive, whyNotAct } from "./key-status";

type Props = { apiKey: ApiKey; nowMs: number; onRotate: () => void };

/** On the page of a key that was found in public: where, what was done, and how to go on. */
export function LeakCard({ apiKey, nowMs, onRotate }: Props) {
  const { leak } = apiKey;
  if (!leak) return null;
  const { url, source, reportedAt } = leak;
  return (
    <NoticeCard
      title="This key was found in public"
      text={
        <>
          <span className="block">
            Reported <RelativeTime at={reportedAt} />, in {source.toLowerCase().replaceAll("_", " ")}
            {url === null ? "." : ": "}
            {url !== null && (
              <a href={url} target="_blank" rel="noreferrer" className="break-all text-accent-text underline">
                {url}
              </a>
            )}
          </span>
          <span className="block">{howToGoOn(apiKey, nowMs)}</span>
        </>
      }
    >
      {isLive(apiKey, nowMs) && (
        <ReasonedButton size="sm" reason={whyNotAct("rotate", apiKey, nowMs)} onClick={onRotate}>
          Rotate
        </ReasonedButton>
      )}
    </NoticeCard>
  );
}

function howToGoOn(apiKey: ApiKey, nowMs: number): string {
  if (!isLive(apiKey, nowMs))
    return "It does not work any more. Look at its last requests: somebody else may have sent them.";
  if (apiKey.status === "disabled") {
    return "It is switched off. Rotate it for a new one that works, or switch it on in its settings where it was no secret.";
  }
  return "It works, for whoever has read it there too. Rotate it, and look at its last requests.";
}
