"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { KeyRound, MessageSquareText, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useNavNotes } from "@/components/layout/nav-notes";
import { useFollowedRole } from "@/components/layout/use-followed-role";
import { useSettled } from "@/components/ui/use-settled";
import { type Found, foundKinds, searchContract } from "@/lib/features/search/contract";
import { call } from "@/lib/http/call";
import { contractUrl } from "@/lib/http/contract-url";
import type { ChoiceGroup } from "./choices";

const kinds = {
  "api-key": {
    label: "API keys",
    Icon: KeyRound,
    href: ({ id }: Found) => `/dashboard/api-keys/${encodeURIComponent(id)}`,
  },
  prompt: {
    label: "Prompts",
    Icon: MessageSquareText,
    href: ({ id }: Found) => `/dashboard/prompts/${encodeURIComponent(id)}`,
  },
  member: {
    label: "Members",
    Icon: UserRound,
    href: ({ note }: Found) => contractUrl("/dashboard/team", {}, { q: note }),
  },
} as const satisfies Record<Found["kind"], unknown>;

/** What the server finds for what was typed, once the typing pauses; `state` is what to say where that is not there. */
export function useFound(typed: string): {
  groups: readonly ChoiceGroup[];
  isPending: boolean;
  error: Error | null;
} {
  const router = useRouter();
  const query = useSettled(typed.trim());
  const { data, isFetching, error } = useQuery({
    queryKey: ["search", query],
    queryFn: ({ signal }) => call(searchContract, { body: { query } }, { signal }),
    enabled: query !== "",
    placeholderData: keepPreviousData,
    // What was typed is not kept longer than the answer is shown.
    gcTime: 0,
  });
  const { role: shown } = useNavNotes();
  // Who was made an admin meanwhile is refused nothing that would tell the shell: it hears of it here, where that matters.
  useFollowedRole(data?.role ?? shown);
  const isBehind = query !== typed.trim();
  const groups = foundKinds.map((kind) => ({
    label: kinds[kind].label,
    choices: (query === "" ? [] : (data?.data ?? []))
      .filter((found) => found.kind === kind)
      .map((found) => ({
        id: `${kind} ${found.id}`,
        label: found.name,
        note: found.note,
        Icon: kinds[kind].Icon,
        run: () => router.push(kinds[kind].href(found)),
      })),
  }));
  return { groups, isPending: isFetching || isBehind, error: isBehind ? null : error };
}
