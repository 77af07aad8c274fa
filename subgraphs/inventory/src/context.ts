import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { ClientSession } from 'mongoose';
import type { InventoryLoaders } from './loaders/inventory.loaders.js';
import type { InventoryModels } from './models/inventory.models.js';

/** What inventory's resolvers get as their context. */
export type InventoryContext = ServiceContext<InventoryModels, InventoryLoaders>;

/** What inventory's commands work with. */
export type InventoryScope = CommandScope<InventoryModels>;

/** A write of inventory's. */
export type InventoryCommand<Input, Output> = Command<InventoryScope, Input, Output>;

/** A write of inventory's in the transaction of whoever asks for it: the handler of an event, or a job. */
export type InventoryStep<Input, Output> = (
  scope: InventoryScope,
  input: Input,
  session: ClientSession,
) => Promise<Output>;
