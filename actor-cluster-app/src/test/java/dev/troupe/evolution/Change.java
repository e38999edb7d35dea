package dev.troupe.evolution;

import dev.troupe.model.EntityType;
import dev.troupe.persistence.MessageTypes;
import java.util.List;

/** A change of the type that wrote what is stored, and why it can't serve, if it can't. */
enum Change {
  RENAMED_EVENT(
      HarmfulNames.RenamedEvent.TYPE,
      "invoice/issued#1: no event of 'invoice' is called 'issued'; if it was renamed, register"),
  DROPPED_EVENT(
      HarmfulNames.DroppedEvent.TYPE, "invoice/closed#1: no event of 'invoice' is called 'closed'"),
  REMOVED_UPCASTER(
      HarmfulNames.RemovedUpcaster.TYPE,
      "invoice/reminded#2: version '2' is stored, and the newest that this build reads is '1'"),
  CHANGED_MEANING(
      HarmfulNames.ChangedMeaning.TYPE,
      "invoice/issued#1: version '1' is stored, and the oldest that this build reads is '2'"),
  REMOVED_TYPE("invoice/issued#1: no entity type is called 'invoice', known: ''; host the type"),
  NARROWED(HarmfulFields.Narrowed.TYPE, "'cents' was long and is int"),
  REQUIRED_FIELD(HarmfulFields.RequiredField.TYPE, "'urgent' is new and required"),
  RENAMED_FIELD(
      HarmfulFields.RenamedField.TYPE,
      "'customer' is gone, and with it what is stored of it; 'buyer' is new and required"),
  RENAMED_OPTIONAL_FIELD(
      HarmfulFields.RenamedOptionalField.TYPE,
      "'note' is gone and 'remark' is new and like it, which looks like another name for it"),
  DROPPED_FIELD(
      HarmfulFields.DroppedField.TYPE, "'customer' is gone, and with it what is stored of it"),
  STRICTER_FIELD(HarmfulFields.StricterField.TYPE, "'note' could be missing and is required"),
  CONSTANT_REMOVED(HarmfulTypes.ConstantRemoved.TYPE, "'method' could be 'CASH', which is gone"),
  LIST_MADE_MAP(HarmfulTypes.ListMadeMap.TYPE, "'tags' was a list and is a map"),
  LIST_MADE_SET(
      HarmfulTypes.ListMadeSet.TYPE,
      "'tags' was a list and is a set, which loses what is there twice"),
  ELEMENTS_CHANGED(HarmfulTypes.ElementsChanged.TYPE, "'tags[]' was String and is long"),
  MADE_POLYMORPHIC(
      HarmfulTypes.MadePolymorphic.TYPE, "'payer' was a record and is one of several records"),
  FORGETFUL_UPCASTER(
      HarmfulCode.ForgetfulUpcaster.TYPE,
      "invoice/issued#1: one that is stored can't be read: 'urgent' is required and not there"),
  STRICTER_CONSTRUCTOR(
      HarmfulCode.StricterConstructor.TYPE,
      "invoice/issued#1: one that is stored can't be read: it is refused by its constructor with"
          + " 'java.lang.IllegalArgumentException'"),
  FAILING_EVOLVE(
      HarmfulCode.FailingEvolve.TYPE,
      "invoice/issued#1: one that is stored is read, and evolve fails on it with"
          + " 'java.lang.IllegalStateException' at "),

  NONE(Invoice.TYPE),
  OPTIONAL_FIELD(HarmlessFields.OptionalField.TYPE),
  OPTIONAL_FIELD_DROPPED(HarmlessFields.OptionalFieldDropped.TYPE),
  WIDENED(HarmlessFields.Widened.TYPE),
  REORDERED(HarmlessFields.Reordered.TYPE),
  LOOSENED(HarmlessFields.Loosened.TYPE),
  LIFTED_FIELD(HarmlessFields.LiftedField.TYPE),
  CONSTANT_ADDED(HarmlessTypes.ConstantAdded.TYPE),
  CONSTANTS_MADE_TEXT(HarmlessTypes.ConstantsMadeText.TYPE),
  CLASSES_RENAMED(HarmlessTypes.ClassesRenamed.TYPE),
  RENAMED_EVENT_DECLARED(HarmlessTypes.RenamedEventDeclared.TYPE),
  EVENT_ADDED(HarmlessTypes.EventAdded.TYPE);

  @SuppressWarnings("ImmutableEnumChecker") // It is never changed.
  private final List<EntityType<?>> types;

  private final String reason;

  Change(EntityType<?> type, String reason) {
    this.types = List.of(type);
    this.reason = reason;
  }

  Change(EntityType<?> type) {
    this(type, "");
  }

  Change(String reason) {
    this.types = List.of();
    this.reason = reason;
  }

  /** The types of the version. */
  MessageTypes types() {
    return new MessageTypes(types, List.of());
  }

  boolean isHarmless() {
    return reason.isEmpty();
  }

  /** What is said of it. */
  String reason() {
    return reason;
  }
}
