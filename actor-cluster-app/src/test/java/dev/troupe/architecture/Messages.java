package dev.troupe.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.troupe.actor.ActorType;
import dev.troupe.model.EntityCommand;
import dev.troupe.model.EventSourcedEntity;
import dev.troupe.persistence.EntityReply;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/** What the rules ask of classes beyond what ArchUnit can. */
final class Messages {

  /**
   * Commands and the platform's replies, and whatever is declared within an entity or within the
   * class that registers an actor type: its commands, events, answers and state.
   */
  static final DescribedPredicate<JavaClass> ARE_MESSAGES =
      DescribedPredicate.describe("are messages or states", Messages::isMessage);

  static final ArchCondition<JavaClass> BE_VALUES =
      condition(
          "be records or enums whose fields are final",
          type ->
              (type.isRecord() || type.isEnum())
                  && type.getFields().stream()
                      .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL)));

  static final ArchCondition<JavaClass> BE_IN_A_NULL_MARKED_PACKAGE =
      condition(
          "be in a package whose package-info says @NullMarked",
          type ->
              type.getPackage()
                  .tryGetPackageInfo()
                  .map(info -> info.isAnnotatedWith(NullMarked.class))
                  .orElse(false));

  private Messages() {}

  private static boolean isMessage(JavaClass type) {
    if (type.isInterface() || type.isAnonymousClass() || type.isLocalClass()) {
      return false;
    }
    return type.isAssignableTo(EntityCommand.class)
        || type.isAssignableTo(EntityReply.class)
        || type.getEnclosingClass().map(Messages::declaresMessages).orElse(false);
  }

  private static boolean declaresMessages(JavaClass type) {
    return type.isAssignableTo(EventSourcedEntity.class)
        || type.getFields().stream().anyMatch(Messages::isRegistration)
        || type.getEnclosingClass().map(Messages::declaresMessages).orElse(false);
  }

  private static boolean isRegistration(JavaField field) {
    return field.getModifiers().contains(JavaModifier.STATIC)
        && field.getRawType().isEquivalentTo(ActorType.class);
  }

  static ArchCondition<JavaClass> beAMessageThatIs(Class<?> type) {
    return condition(
        "be a message that is a " + type.getSimpleName(),
        message -> isMessage(message) && !message.isEnum() && message.isAssignableTo(type));
  }

  static ArchCondition<JavaClass> dependOn(Class<?>... types) {
    List<String> names = Arrays.stream(types).map(Class::getName).toList();
    return condition(
        "depend on " + String.join(" or ", names),
        type ->
            type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> names.contains(dependency.getTargetClass().getName())));
  }

  /** Annotations of the type of a field, such as {@code @Nullable}, are none of the field. */
  static ArchCondition<JavaField> beAnnotated() {
    return new ArchCondition<>("be annotated") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        String what =
            field.getAnnotations().isEmpty() ? " has none" : " has " + field.getAnnotations();
        events.add(
            new SimpleConditionEvent(
                field, !field.getAnnotations().isEmpty(), field.getFullName() + what));
      }
    };
  }

  private static ArchCondition<JavaClass> condition(String text, Predicate<JavaClass> met) {
    return new ArchCondition<>(text) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean is = met.test(type);
        String message =
            "%s: is it to %s? %s".formatted(type.getFullName(), text, is ? "yes" : "no");
        events.add(new SimpleConditionEvent(type, is, message));
      }
    };
  }
}
