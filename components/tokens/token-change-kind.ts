import { type ExpiryChoice, type ExpiryPreset, expiryDays, expiryLabels, expiryPresets } from "@/components/ui/expiry";
import type { FormProblems } from "@/components/ui/form-problems";
import { exactTexts } from "@/components/ui/time-texts";
import type { ChangeKind } from "@/components/ui/use-guarded-change";
import { dashboardTokenContracts as contracts, type Token, type TokenChange } from "@/lib/features/tokens/contract";
import { call, readTagged } from "@/lib/http/call";
import { tokenWords } from "./token-draft";

/** The form of a token's settings; null: the end stays as it is. */
export type TokenChangeDraft = { name: string; expires_in_days: ExpiryChoice | null };
export type TokenSetting = keyof TokenChangeDraft;

export const tokenSettingLabels: Record<TokenSetting, string> = { name: "Name", expires_in_days: "Expires" };

const dayMs = 86_400_000;

/** Whole days until a token ends: what an earlier end can be chosen from. */
export function daysLeft({ expires_at }: Token, nowMs: number): number {
  return Math.floor((Date.parse(expires_at) - nowMs) / dayMs);
}

/** Ends that are sooner than a token's own. */
export function soonerPresets(days: number): ExpiryPreset[] {
  return expiryPresets.filter((preset) => preset === "custom" || Number(preset) <= days);
}

function changeOf({ name, expires_in_days }: TokenChangeDraft, seen: Token, nowMs = Date.now()): TokenChange {
  const days = expires_in_days && expiryDays(expires_in_days, nowMs, daysLeft(seen, nowMs)).days;
  return { ...(name.trim() === seen.name ? {} : { name }), ...(days ? { expires_in_days: days } : {}) };
}

function check({ expires_in_days }: TokenChangeDraft): FormProblems {
  // The server knows the end that counts; a date that is missing or over is told here.
  const problem = expires_in_days && expiryDays(expires_in_days, Date.now(), 365).problem;
  return problem ? { expires_in_days: problem } : {};
}

const schema = contracts.update.body;

/** How a token's settings are changed. */
export const tokenChangeKind: ChangeKind<Token, TokenChangeDraft, typeof schema> = {
  schema,
  words: tokenWords,
  draftOf: ({ name }) => ({ name, expires_in_days: null }),
  changeOf: (draft, seen) => changeOf(draft, seen),
  check,
  isBegun: ({ expires_in_days }) => expires_in_days !== null,
  isSame: (one, other) => one.name === other.name && one.expires_at === other.expires_at,
  elsewhere: (draft, seen, now) => [
    ...(seen.name === now.name
      ? []
      : [
          {
            setting: "name" as const,
            label: tokenSettingLabels.name,
            theirs: now.name,
            yours: [seen.name, now.name].includes(draft.name.trim()) ? null : draft.name,
          },
        ]),
    ...(seen.expires_at === now.expires_at
      ? []
      : [
          {
            setting: "expires_in_days" as const,
            label: tokenSettingLabels.expires_in_days,
            theirs: exactTexts.utc(now.expires_at),
            yours: draft.expires_in_days && choiceText(draft.expires_in_days),
          },
        ]),
  ],
  // An earlier end cannot be taken back: a later one takes a new token.
  undoOf: (before, after) => (before.expires_at === after.expires_at ? { name: before.name } : null),
  read: ({ token_id }) => readTagged(contracts.one, { params: { token_id } }),
  update: ({ token_id }, body, ifMatch) => call(contracts.update, { params: { token_id }, body }, { ifMatch }),
};

function choiceText({ preset, date }: ExpiryChoice): string {
  return preset === "custom" ? date : expiryLabels[preset];
}
