import type { Contract } from "@/lib/http/contract";
import { listAnyAppsContract, readAnyAppContract, vouchContract } from "./any-app-contract";
import {
  addSecretContract,
  createAppContract,
  deleteAppContract,
  listAppsContract,
  listAppUsersContract,
  readAppContract,
  revokeGrantsContract,
  revokeSecretContract,
  updateAppContract,
} from "./app-contract";
import { listAuthorizedAppsContract, withdrawConsentContract } from "./authorized-app-contract";
import {
  createRegistrationTokenContract,
  formerRegistrationTokenContracts,
  listRegistrationTokensContract,
  revokeRegistrationTokenContract,
} from "./registration-token-contract";

export const dashboardAppContracts = {
  listAny: listAnyAppsContract,
  readAny: readAnyAppContract,
  vouch: vouchContract,
  create: createAppContract,
  list: listAppsContract,
  read: readAppContract,
  update: updateAppContract,
  remove: deleteAppContract,
  addSecret: addSecretContract,
  revokeSecret: revokeSecretContract,
  revokeGrants: revokeGrantsContract,
  listUsers: listAppUsersContract,
  createRegistrationToken: createRegistrationTokenContract,
  listRegistrationTokens: listRegistrationTokensContract,
  revokeRegistrationToken: revokeRegistrationTokenContract,
  listAuthorized: listAuthorizedAppsContract,
  withdraw: withdrawConsentContract,
};
/** What is served of them: every row of this feature in the contract table. */
export const contracts: readonly Contract[] = [
  createAppContract,
  listAppsContract,
  readAppContract,
  updateAppContract,
  deleteAppContract,
  addSecretContract,
  revokeSecretContract,
  revokeGrantsContract,
  listAppUsersContract,
  createRegistrationTokenContract,
  listRegistrationTokensContract,
  revokeRegistrationTokenContract,
  ...Object.values(formerRegistrationTokenContracts),
  listAuthorizedAppsContract,
  withdrawConsentContract,
  listAnyAppsContract,
  readAnyAppContract,
  vouchContract,
];
