"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { OnSaving } from "./use-setting-change";

/**
 * A thing as its page loaded it, with what was just saved of it until the page has read it again. Two saves soon after each
 * other may be read in one go or one after the other, so what was saved stays until the last reading is there.
 */
export function useSaved<T extends object>(loaded: T): { shown: T; on: OnSaving<T> } {
  const router = useRouter();
  const [isReading, startReading] = useTransition();
  const [saved, setSaved] = useState<{ of: T; change: Partial<T> | { name: string } } | null>(null);
  return {
    shown: saved && (isReading || saved.of === loaded) ? { ...loaded, ...saved.change } : loaded,
    on: {
      onChange: (change) => setSaved(change && { of: loaded, change }),
      onRefresh: () => startReading(() => router.refresh()),
    },
  };
}
