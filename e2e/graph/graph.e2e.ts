// One file, so that what changes the shared system runs after what only reads it.
import './reads.js';
import './pipelines.js';
import './differential-reads.js';
import './bad-input.js';
import './partial-failure.js';
import './writes.js';
import './subscriptions.js';
import './revocation.js';
import './projections.js';
import './checkout.js';
import './explorer-login.js';
import './catalog-import.js';
