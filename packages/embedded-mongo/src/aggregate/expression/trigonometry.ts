import { Double } from 'bson';
import { CommandError } from '../../errors.js';
import { toDouble } from '../../numbers/exact.js';
import { needNumber, nullBinary, nullUnary, type Operator, type OperatorTable } from './operator.js';

function real(
  compute: (value: number) => number,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Operator {
  return nullUnary((value, name) => {
    const double = toDouble(needNumber(value, name));
    if (double < from || double > to) {
      throw new CommandError(
        'Location50989',
        `cannot apply ${name} to ${double}, value must be in [${from},${to}]`,
      );
    }
    return new Double(compute(double));
  });
}

/** Trigonometry in doubles. */
export const TRIGONOMETRY: OperatorTable = {
  $sin: real(Math.sin),
  $cos: real(Math.cos),
  $tan: real(Math.tan),
  $asin: real(Math.asin, -1, 1),
  $acos: real(Math.acos, -1, 1),
  $atan: real(Math.atan),
  $atan2: nullBinary(
    (y, x, name) => new Double(Math.atan2(toDouble(needNumber(y, name)), toDouble(needNumber(x, name)))),
  ),
  $sinh: real(Math.sinh),
  $cosh: real(Math.cosh),
  $tanh: real(Math.tanh),
  $asinh: real(Math.asinh),
  $acosh: real(Math.acosh, 1),
  $atanh: real(Math.atanh, -1, 1),
  $degreesToRadians: real((degrees) => (degrees * Math.PI) / 180),
  $radiansToDegrees: real((radians) => (radians * 180) / Math.PI),
};
