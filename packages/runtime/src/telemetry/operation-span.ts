import { type Context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SPAN, SPAN_ATTRIBUTE } from '@orrery/contracts';
import type { CarrierHeaders, Tracing } from './tracing.js';

/** How an operation ended. */
export interface EndedOperation {
  readonly name?: string | null;
  /** `query`, `mutation`, `subscription`, or something else when it was none. */
  readonly type?: string;
  /** The HTTP status. */
  readonly status?: number;
  /** The codes of its errors. */
  readonly codes: readonly string[];
}

/** How a span is told from others. */
export interface SpanForm {
  readonly name: string;
  readonly kind: SpanKind;
}

const OPERATION: SpanForm = { name: SPAN.operation, kind: SpanKind.SERVER };

/** The span of one operation, in the trace of whoever sent it. Neither variables nor the document are put in it. */
export class OperationSpan {
  readonly span: Span;
  /** The trace with this span in it: the parent of what the operation causes. */
  readonly context: Context;

  constructor(
    { tracer, extract }: Pick<Tracing, 'tracer' | 'extract'>,
    headers: CarrierHeaders,
    { name, kind }: SpanForm = OPERATION,
  ) {
    const parent = extract(headers);
    this.span = tracer.startSpan(name, { kind }, parent);
    this.context = trace.setSpan(parent, this.span);
  }

  /** Whether anybody will see it. */
  get isSampled(): boolean {
    return this.span.isRecording();
  }

  end({ name, type, status, codes }: EndedOperation): void {
    const { span } = this;
    if (name) span.setAttribute(SPAN_ATTRIBUTE.operationName, name);
    if (type) span.setAttribute(SPAN_ATTRIBUTE.operationType, type);
    if (status !== undefined) span.setAttribute(SPAN_ATTRIBUTE.httpStatus, status);
    const [first] = codes;
    if (first !== undefined) {
      span.setAttributes({
        [SPAN_ATTRIBUTE.errorType]: first,
        [SPAN_ATTRIBUTE.errorCodes]: [...new Set(codes)],
      });
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  }
}
