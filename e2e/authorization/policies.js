// Decides the policies of the test's archive: only whoever has the scope `clearance` is cleared.
export default (policies, { scopes }) =>
  Object.fromEntries(
    policies.map((policy) => [policy, policy === 'cleared' && scopes.includes('clearance')]),
  );
