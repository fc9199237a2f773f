import { customersContract } from "@/lib/features/usage/contract";
import { findCustomers } from "@/lib/features/usage/customers";
import { route } from "@/lib/http/route";

export const GET = route(customersContract, ({ principal, query }) => findCustomers(principal, query));
