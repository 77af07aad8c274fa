import type { DeployRule } from './deploy-rule.js';
import { gatewayRules } from './gateway-rules.js';
import { identityRules } from './identity-rules.js';
import { mailRules } from './mail-rules.js';
import { processRules } from './process-rules.js';
import { serviceRules } from './service-rules.js';

/** Everything that is looked for before a system is given to others, room by room. */
export const DEPLOY_RULES: readonly DeployRule[] = [
  ...processRules,
  ...gatewayRules,
  ...identityRules,
  ...serviceRules,
  ...mailRules,
];
