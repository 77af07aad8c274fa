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

/** A user as stored. The password's hash is beside these, and is read by nothing that does not ask for it by name. */
export interface UserDocument {
  _id: string;
  /** Normalised. */
  email: string;
  displayName: string;
  roles: Role[];
  addresses: AddressDocument[];
  /** Null exactly while there are no addresses: one place for it means that there are never two. */
  defaultAddressId: string | null;
  createdAt: Date;
}

/** A user with the password's hash. */
export interface StoredUser extends UserDocument {
  /** argon2id, as a PHC string. */
  passwordHash: string;
  /** Raised with each event about the user's credentials. */
  credentialsVersion?: number;
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

const userSchema = new Schema<StoredUser>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    displayName: { type: String, required: true },
    roles: { type: [{ type: String, enum: ROLES }], required: true },
    passwordHash: { type: String, required: true, select: false },
    credentialsVersion: { type: Number, select: false },
    addresses: { type: [addressSchema], default: [] },
    defaultAddressId: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'users', versionKey: false },
);

userSchema.index({ email: 1 }, { unique: true });
userSchema.index({ createdAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function userModel(connection: Connection) {
  return connection.model<StoredUser>('User', userSchema);
}
