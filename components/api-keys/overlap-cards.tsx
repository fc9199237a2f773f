"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import { NoticeCard } from "@/components/ui/notice-card";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { exactText } from "@/components/ui/relative-time-text";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKeyDetail } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { isLive, whyNotAct } from "./key-status";

const refreshMs = 10_000;

/** A replaced key as it is now: whether it is still used is what its reader waits to see. */
function useReplacedKey(loaded: ApiKeyDetail, nowMs: number): ApiKeyDetail {
  const { data } = useQuery({
    queryKey: ["api-keys", "replaced", loaded.id],
    queryFn: ({ signal }) => call(dashboardApiKeyContracts.one, { params: { id: loaded.id } }, { signal }),
    refetchInterval: refreshMs,
    enabled: isLive(loaded, nowMs),
  });
  return data?.data ?? loaded;
}

type Props = {
  /** The key that was replaced. */
  former: ApiKeyDetail;
  nowMs: number;
  onExtend: (former: ApiKeyDetail) => void;
};

/** On a rotated key's page: until when it works, and the way to the one that took its place. */
export function ReplacedCard({ former: loaded, successor, nowMs, onExtend }: Props & { successor: string }) {
  const former = useReplacedKey(loaded, nowMs);
  const live = isLive(former, nowMs);
  return (
    <NoticeCard
      title="This key was rotated"
      text={
        <>
          {live && former.expiresAt ? <Until at={former.expiresAt} /> : "It does not work any more."}{" "}
          <LastUse at={former.lastUsedAt} />
        </>
      }
    >
      {live && former.rotatedAt && former.youMay.includes("rotate") && (
        <Button size="sm" onClick={() => onExtend(former)}>
          Extend
        </Button>
      )}
      <Link href={`/dashboard/api-keys/${successor}`} className={buttonClass({ size: "sm" })}>
        View the new key
        <ArrowRight aria-hidden className="size-4" />
      </Link>
    </NoticeCard>
  );
}

/** On a new key's page, while the one that it replaces still works: whether that is used, and what ends it. */
export function ReplacingCard({
  former: loaded,
  nowMs,
  onExtend,
  onEnd,
}: Props & { onEnd: (former: ApiKeyDetail) => void }) {
  const former = useReplacedKey(loaded, nowMs);
  if (!isLive(former, nowMs)) return null;
  return (
    <NoticeCard
      title="The key that this one replaces still works"
      text={
        <>
          <LastUse at={former.lastUsedAt} what="Old key" /> {former.expiresAt && <Until at={former.expiresAt} />}
        </>
      }
    >
      {former.rotatedAt && former.youMay.includes("rotate") && (
        <Button size="sm" onClick={() => onExtend(former)}>
          Extend
        </Button>
      )}
      <ReasonedButton
        size="sm"
        variant="danger"
        reason={whyNotAct("revoke", former, nowMs)}
        onClick={() => onEnd(former)}
      >
        End now
      </ReasonedButton>
      <Link href={`/dashboard/api-keys/${former.id}`} className={buttonClass({ size: "sm" })}>
        View the old key
        <ArrowRight aria-hidden className="size-4" />
      </Link>
    </NoticeCard>
  );
}

function Until({ at }: { at: string }) {
  return (
    <>
      It works until {exactText(Date.parse(at))} (<RelativeTime at={at} />
      ).
    </>
  );
}

function LastUse({ at, what }: { at: string | null; what?: string }) {
  if (at === null) return what ? `${what} never used.` : "It was never used.";
  return (
    <>
      {what ? `${what} last used` : "Last used"} <RelativeTime at={at} />.
    </>
  );
}
