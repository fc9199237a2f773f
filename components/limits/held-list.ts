"use client";
import { z } from "zod";
import type { AddressOf } from "@/components/ui/address";
import { listOf } from "@/components/ui/list-source";
import { useRefresh } from "@/components/ui/use-list";
import { listLeasesContract } from "@/lib/features/limits/lease-contract";
import { listReservationsContract } from "@/lib/features/limits/reservation-contract";

const group = "limits-held";

/** What of a namespace is shown, in the address of its page. */
export const kindFilter = { kind: z.enum(["leases", "reservations"]).optional() };
/** Whose. What is no identifier at all is the server's to refuse: left out of the address, it would show everybody's. */
export const heldFilters = { identifier: z.string().optional() };
type HeldFilters = AddressOf<typeof heldFilters>;

/** Slots that are held in a namespace now. */
export function leaseList(namespace: string, filters: HeldFilters) {
  return listOf(group, listLeasesContract, { params: { namespace }, query: { ...filters, limit: 50 } });
}

/** Costs that are held in a namespace until they are known. */
export function reservationList(namespace: string, filters: HeldFilters) {
  return listOf(group, listReservationsContract, { params: { namespace }, query: { ...filters, limit: 50 } });
}

/** Loads what is held again after something was given back. */
export function useRefreshHeld(): () => Promise<void> {
  return useRefresh(group);
}
