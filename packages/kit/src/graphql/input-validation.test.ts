import 'reflect-metadata';
import { RequestError } from '@orrery/runtime';
import { ArrayMaxSize, IsEmail, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { validateInput } from './input-validation.js';

class Line {
  @Min(1)
  @Max(99)
  quantity!: number;

  constructor(quantity: number) {
    this.quantity = quantity;
  }
}

class Input {
  @IsEmail()
  email?: string | null;

  @MaxLength(8, { message: 'must have at most 8 characters' })
  password?: string | null;

  @ArrayMaxSize(2)
  @ValidateNested()
  lines?: Line[] | null;
}

const good = { email: 'a@example.com', password: 'short', lines: [new Line(1)] };

async function faultOf(fields: Partial<Input>, args?: Record<string, unknown>): Promise<RequestError> {
  const value = Object.assign(new Input(), fields);
  try {
    await validateInput(value, Input, { args: args ?? { input: fields } });
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError);
    return error as RequestError;
  }
  throw new Error('the input was accepted');
}

describe('validateInput', () => {
  it('should accept what fits, absent and null fields, and what is no object', async () => {
    for (const value of [Object.assign(new Input(), good), new Input(), 5, 'text', null, undefined]) {
      await validateInput(value, Input, { args: { input: {} } });
    }
    const nulls = Object.assign(new Input(), { email: null, password: null, lines: null });
    await validateInput(nulls, Input, { args: { input: nulls } });
  });

  it('should name every fault at once by the path that the client wrote', async () => {
    const fields = { email: 'nobody', password: 'much too long', lines: [new Line(1), new Line(0)] };
    const { code, fields: faults, message } = await faultOf(fields);
    expect(code).toBe('BAD_USER_INPUT');
    expect(faults).toEqual([
      { path: 'input.email', message: 'must be an email' },
      { path: 'input.password', message: 'must have at most 8 characters' },
      { path: 'input.lines.1.quantity', message: 'must not be less than 1' },
    ]);
    expect(message).toBe(
      'Not accepted: input.email must be an email; input.password must have at most 8 characters; ' +
        'input.lines.1.quantity must not be less than 1.',
    );
  });

  it('should name a text with half a character in it, at which validators throw', async () => {
    const { code, fields } = await faultOf({ email: '\ud800@example.com', password: 'whole \u{1f642}' });
    expect(code).toBe('BAD_USER_INPUT');
    expect(fields).toEqual([{ path: 'input.email', message: 'must be text of whole characters' }]);
  });

  it('should never repeat a value: it may be a password', async () => {
    const fault = await faultOf({ password: 'correct horse battery', email: 'battery staple' });
    expect(fault.message + JSON.stringify(fault.fields)).not.toMatch(/horse|staple/);
  });

  it('should name the argument among several', async () => {
    const { fields } = await faultOf(
      { email: 'nobody' },
      { id: 'x', change: { email: 'nobody' }, other: null },
    );
    expect(fields?.map(({ path }) => path)).toEqual(['change.email']);
  });

  it('should name the fields alone when the arguments are a class of their own', async () => {
    const { fields } = await faultOf({ email: 'nobody' }, { email: 'nobody' });
    expect(fields?.map(({ path }) => path)).toEqual(['email']);
  });

  it('should name the place in a list of inputs', async () => {
    const values = [Object.assign(new Input(), good), Object.assign(new Input(), { email: 'nobody' })];
    const args = { inputs: values };
    await expect(validateInput(values, Input, { args })).rejects.toMatchObject({
      fields: [{ path: 'inputs.1.email' }],
    });
  });
});
