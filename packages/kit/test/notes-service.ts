import 'reflect-metadata';
import { MaxLength } from 'class-validator';
import { type Connection, Schema } from 'mongoose';
import {
  Arg,
  Ctx,
  Field,
  ID,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import {
  Authenticated,
  type CommandScope,
  defineService,
  loadOneByKey,
  Public,
  type ServiceContext,
  serviceConfigSchema,
} from '../src/index.js';

interface NoteDocument {
  _id: string;
  text: string;
}

const noteSchema = new Schema<NoteDocument>({ _id: String, text: String }, { versionKey: false });

const notesModels = (connection: Connection) => ({
  Note: connection.model<NoteDocument>('Note', noteSchema),
});
type NotesModels = ReturnType<typeof notesModels>;

const notesLoaders = ({ models }: { models: NotesModels }) => ({
  noteById: loadOneByKey(models.Note, '_id'),
});
type NotesContext = ServiceContext<NotesModels, ReturnType<typeof notesLoaders>>;

/** What a test holds of a slow request. */
export interface SlowRequest {
  readonly signal: AbortSignal;
  readonly remainingMs: number;
  answer(text: string): void;
}

// Slow requests wait here for a test to take them up, or the test for them.
const arrived: SlowRequest[] = [];
const waiting: ((request: SlowRequest) => void)[] = [];

/** The next request for `slow` that is being worked on; it is answered only by the test. */
export function nextSlowRequest(): Promise<SlowRequest> {
  const request = arrived.shift();
  return request ? Promise.resolve(request) : new Promise((resolve) => waiting.push(resolve));
}

@Public()
@ObjectType('Note', { description: 'A note.' })
class Note {
  @Field(() => ID, { name: 'id', description: 'Its id.' })
  _id!: string;

  @Field(() => String, { description: 'Its text.' })
  text!: string;
}

@InputType({ description: 'A note to write.' })
class AddNoteInput {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @MaxLength(10)
  @Field(() => String, { description: 'Its text.' })
  text!: string;
}

async function addNote({ models, live }: CommandScope<NotesModels>, { id, text }: AddNoteInput) {
  const note = { _id: id, text };
  await models.Note.create(note);
  live.publish('noteAdded', note);
  return note;
}

@Resolver()
class NotesResolver {
  @Public()
  @Query(() => Note, { nullable: true, description: 'One note.' })
  note(@Arg('id', () => ID) id: string, @Ctx() { loaders }: NotesContext) {
    return loaders.noteById.load(id);
  }

  @Public()
  @Query(() => String, { description: 'Who asks.' })
  whoami(@Ctx() { caller }: NotesContext): string {
    return caller.kind === 'user' ? caller.userId : 'nobody';
  }

  @Authenticated()
  @Query(() => Int, { description: 'For callers only.' })
  secret(): number {
    return 42;
  }

  @Public()
  @Query(() => String, { nullable: true, description: 'Fails.' })
  broken(): string {
    throw new Error('connect ECONNREFUSED db.internal:27017');
  }

  @Public()
  @Query(() => String, { description: 'Answers when the test says so.' })
  slow(@Ctx() { deadline }: NotesContext): Promise<string> {
    return new Promise((answer) => {
      const request = { signal: deadline.signal, remainingMs: deadline.remainingMs(), answer };
      const taker = waiting.shift();
      if (taker) taker(request);
      else arrived.push(request);
    });
  }

  @Public()
  @Mutation(() => Note, { description: 'Writes a note.' })
  addNote(@Arg('input', () => AddNoteInput) input: AddNoteInput, @Ctx() context: NotesContext) {
    return context.run(addNote, input);
  }

  @Public()
  @Subscription(() => Note, { topics: 'noteAdded', description: 'Each new note.' })
  noteAdded(@Root() note: NoteDocument): Note {
    if (note.text === 'unreadable') throw new Error('cannot decrypt with key hunter2');
    return note;
  }
}

/** A service that is as small as one can be, with one of everything that the kit serves. */
export const notes = defineService({
  name: 'notes',
  configSchema: serviceConfigSchema({}),
  models: notesModels,
  loaders: notesLoaders,
  resolvers: [NotesResolver],
  references: {},
  seed: async () => ({}),
});
