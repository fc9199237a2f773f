"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { ExactTime } from "@/components/ui/exact-time";
import { NoticeCard } from "@/components/ui/notice-card";
import { OnDemand, partOf } from "@/components/ui/on-demand";
import { ReasonedButton } from "@/components/ui/reasoned-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { dashboardApiKeyContracts } from "@/lib/features/api-keys/contract";
import type { ApiKeyDetail } from "@/lib/features/api-keys/key-contract";
import { call } from "@/lib/http/call";
import { isLive, whyNotAct } from "./key-status";

const refreshMs = 10_000;
const revokeDialog = partOf(async () => (await import("./revoke-api-key-dialog")).RevokeApiKeyDialog);

/** A key of an overlap as it is now, or undefined until it was read. */
function useKeyNow(id: string, enabled: boolean): ApiKeyDetail | undefined {
  const { data } = useQuery({
    queryKey: ["api-keys", "overlap", id],
    queryFn: ({ signal }) => call(dashboardApiKeyContracts.one, { params: { id } }, { signal }),
    refetchInterval: refreshMs,
    enabled,
  });
  return data?.data;
}

/** A replaced key as it is now: whether it is still used is what its reader waits to see. Any other as it was loaded. */
export function useReplacedKey(loaded: ApiKeyDetail, nowMs: number): ApiKeyDetail {
  const isReplaced = loaded.replacedBy !== null && isLive(loaded, nowMs);
  const now = useKeyNow(loaded.id, isReplaced);
  return (isReplaced && now) || loaded;
}

type Props = {
  /** The key that was replaced. */
  former: ApiKeyDetail;
  nowMs: number;
  onExtend: (former: ApiKeyDetail) => void;
};

/**
 * On a rotated key's page: until when it works, and the way to the one that took its place. Where that one has ended first,
 * nothing takes over.
 */
export function ReplacedCard({ former: loaded, successor, nowMs, onExtend }: Props & { successor: string }) {
  const former = useReplacedKey(loaded, nowMs);
  const live = isLive(former, nowMs);
  const next = useKeyNow(successor, live);
  const isLast = former.endsUnreplaced && live && next !== undefined;
  return (
    <NoticeCard
      title={
        isLast
          ? `This key was rotated, and the new one ${next.status === "revoked" ? "was revoked" : "has expired"}`
          : "This key was rotated"
      }
      text={
        <>
          {live && former.expiresAt ? (
            <Until at={former.expiresAt} what={isLast ? "This key" : "It"} />
          ) : (
            "It does not work any more."
          )}{" "}
          {isLast && "Programs that use it need another key by then. "}
          <LastUse at={former.lastUsedAt} />
        </>
      }
    >
      {live && <ExtendButton former={former} onExtend={onExtend} />}
      {isLast && <EndButton former={former} nowMs={nowMs} />}
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
      <ExtendButton former={former} onExtend={onExtend} />
      <EndNow former={former} nowMs={nowMs} onClick={() => onEnd(former)} />
      <Link href={`/dashboard/api-keys/${former.id}`} className={buttonClass({ size: "sm" })}>
        View the old key
        <ArrowRight aria-hidden className="size-4" />
      </Link>
    </NoticeCard>
  );
}

function ExtendButton({ former, onExtend }: Omit<Props, "nowMs">) {
  if (!former.rotatedAt || !former.youMay.includes("rotate")) return null;
  return (
    <Button size="sm" onClick={() => onExtend(former)}>
      Extend
    </Button>
  );
}

function EndNow({ former, nowMs, onClick }: Pick<Props, "former" | "nowMs"> & { onClick: () => void }) {
  return (
    <ReasonedButton size="sm" variant="danger" reason={whyNotAct("revoke", former, nowMs)} onClick={onClick}>
      End now
    </ReasonedButton>
  );
}

/** Ends a key that none takes the place of. */
function EndButton({ former, nowMs }: Pick<Props, "former" | "nowMs">) {
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const close = (ended: boolean) => {
    setAsking(false);
    if (ended) router.refresh();
  };
  return (
    <>
      <EndNow former={former} nowMs={nowMs} onClick={() => setAsking(true)} />
      {isAsking && <OnDemand part={revokeDialog} apiKey={former} nowMs={nowMs} onClose={close} />}
    </>
  );
}

function Until({ at, what = "It" }: { at: string; what?: string }) {
  return (
    <>
      {what} works until <ExactTime at={at} /> (<RelativeTime at={at} />
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
