import { customerContract, deleteCustomerContract, updateCustomerContract } from "@/lib/features/customers/contract";
import { deleteCustomer, updateCustomer } from "@/lib/features/customers/customers";
import { readCustomer } from "@/lib/features/customers/list-customers";
import { route } from "@/lib/http/route";

export const GET = route(customerContract, ({ principal, params }) => readCustomer(principal, params.id));
export const PATCH = route(
  updateCustomerContract,
  ({ principal, params, body }) => updateCustomer(principal, params.id, body),
  { state: GET },
);
export const DELETE = route(deleteCustomerContract, ({ principal, params }) => deleteCustomer(principal, params.id), {
  state: GET,
});
