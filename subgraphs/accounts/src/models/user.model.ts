import { ROLES, type Role } from '@orrery/contracts';
import { type Connection, Schema } from 'mongoose';

/** An address of a user's as stored: part of the user's document. */
export interface AddressDocument {
  _id: string;
  recipient: string;
  lines: string[];
  postalCode: string;
  city: string;
  /** ISO 3166-1 alpha-2, upper case. */
  country: string;
  phone: string | null;
}

/** A user as stored. What proves who they are is beside these, and is read by nothing that does not ask for it by name. */
export interface UserDocument {
  _id: string;
  /** Normalised. */
  email: string;
  displayName: string;
  roles: Role[];
  addresses: AddressDocument[];
  /** Null exactly while there are no addresses: one place for it means that there are never two. */
  defaultAddressId: string | null;
  /** When the password was changed or reset last; null or absent when it never was. */
  passwordChangedAt?: Date | null;
  /** When mail to the address was seen to arrive; null or absent when it was not. */
  emailVerifiedAt?: Date | null;
  /** Since when a login asks for a code as well; null or absent when it does not. */
  secondFactorSince?: Date | null;
  createdAt: Date;
}

/** A second factor as stored: in use once the user has `secondFactorSince`. */
export interface SecondFactorDocument {
  /** The authenticator's secret, encrypted. */
  sealedSecret: string;
  /** The latest time step of which a code was used; null before the first. */
  lastStep: number | null;
  /** Of the recovery codes that are left. */
  recoveryHashes: string[];
}

/** A user with what proves who they are. */
export interface StoredUser extends UserDocument {
  /** argon2id, as a PHC string. */
  passwordHash: string;
  /** Null or absent when there is none. */
  secondFactor?: SecondFactorDocument | null;
  /** Raised with each event about the user's credentials. */
  credentialsVersion?: number;
  /** When the user logged in last by the graph. */
  lastLoginAt?: Date;
  /** How many API keys the user ever made. */
  keysMade?: number;
}

const addressSchema = new Schema<AddressDocument>({
  _id: { type: String, required: true },
  recipient: { type: String, required: true },
  lines: { type: [String], required: true },
  postalCode: { type: String, required: true },
  city: { type: String, required: true },
  country: { type: String, required: true },
  phone: { type: String, default: null },
});

const secondFactorSchema = new Schema<SecondFactorDocument>(
  {
    sealedSecret: { type: String, required: true },
    lastStep: { type: Number, default: null },
    recoveryHashes: { type: [String], required: true },
  },
  { _id: false },
);

const userSchema = new Schema<StoredUser>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    displayName: { type: String, required: true },
    roles: { type: [{ type: String, enum: ROLES }], required: true },
    passwordHash: { type: String, required: true, select: false },
    credentialsVersion: { type: Number, select: false },
    keysMade: { type: Number, select: false },
    passwordChangedAt: { type: Date, default: null },
    lastLoginAt: { type: Date, select: false },
    emailVerifiedAt: { type: Date, default: null },
    secondFactorSince: { type: Date, default: null },
    secondFactor: { type: secondFactorSchema, select: false },
    addresses: { type: [addressSchema], default: [] },
    defaultAddressId: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'users', versionKey: false },
);

userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ createdAt: -1, _id: -1 });
userSchema.index({ roles: 1, _id: 1 });

/** Binds the model to the service's connection. */
export function userModel(connection: Connection) {
  return connection.model<StoredUser>('User', userSchema);
}
