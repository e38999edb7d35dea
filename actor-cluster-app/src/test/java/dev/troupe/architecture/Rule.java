package dev.troupe.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.server.directives.BasicDirectives;

/**
 * What the code of the project keeps to, with the reason.
 *
 * <p>A rule is made for a root package, {@code dev.troupe}, so that a test can also make it for a
 * tree in which it is broken.
 */
@SuppressWarnings("ImmutableEnumChecker") // The list and the function are never changed.
public enum Rule {
  DEPENDENCIES_POINT_DOWN(
      List.of("model.LooksUp", "cluster.Prints"),
      root ->
          Layers.of(root)
              .because(
                  "who reads a layer should have to know only those below it; and tenants,"
                      + " persistence and k8s can each be replaced as long as they never meet")),

  PACKAGES_HAVE_NO_CYCLES(
      List.of("model.LooksUp", "cluster.Prints"),
      root ->
          slices()
              .assignedFrom(new Layers.Slices(root))
              .should()
              .beFreeOfCycles()
              .because(
                  "packages of a cycle can only be understood together; app with local counts as one"
                      + " package, since the app starts the local cluster whose nodes are the app")),

  MODEL_IS_PURE(
      List.of("model.KnowsPekko"),
      root ->
          noClasses()
              .that()
              .resideInAPackage(root + ".model..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  "org.apache.pekko..", "com.fasterxml..", "com.typesafe..", "scala..")
              .because("an entity must be readable and testable by who has never seen an actor")),

  INTERNALS_ARE_NOT_API(
      List.of("sample.UsesInternals"),
      root ->
          noClasses()
              .that()
              .resideInAPackage(root + ".sample..")
              .should()
              .dependOnClassesThat(resideInAnyPackage(root + "..internal..", root + ".local.."))
              .because(
                  "samples are what users copy; the project's own packages may use an internal one"
                      + " further down, and change it together with that use")),

  NOTHING_IS_SERIALIZED_BY_JAVA(
      List.of("persistence.WritesObjects", "sample.Order$Cancel"),
      root ->
          noClasses()
              .should(Messages.dependOn(ObjectOutputStream.class, ObjectInputStream.class))
              .orShould(Messages.beAMessageThatIs(Serializable.class))
              .because(
                  "its bytes choose the classes that are loaded, and its names on disk break at the"
                      + " first rename")),

  MESSAGES_ARE_VALUES(
      List.of("sample.Order$Place"),
      root ->
          classes()
              .that(Messages.ARE_MESSAGES)
              .should(Messages.BE_VALUES)
              .because(
                  "a message is on two threads at once, and a state that changes in place survives a"
                      + " restart that was to forget it")),

  FIELDS_CARRY_NO_ANNOTATION(
      List.of("cluster.Injected"),
      root ->
          noFields()
              .that()
              .areDeclaredInClassesThat(not(resideInAnyPackage(root + ".app.internal..")))
              .should(Messages.beAnnotated())
              .because(
                  "what a class needs it is given by its constructor; the options of the command line"
                      + " are picocli's, and the one exception")),

  NAMES_SAY_WHAT_A_TYPE_IS(
      List.of("sample.OrderManager", "sample.IOrder"),
      root ->
          noClasses()
              .should()
              .haveNameMatching(
                  ".*[.$](\\w*(Manager|Helpers?|Utils?|Impl|Base|Processor)|Abstract\\w*)(\\$.*)?")
              .orShould()
              .haveNameMatching(".*[.$]I[A-Z][a-z]\\w*")
              .because("such a name fits everything, and so says nothing")),

  ROUTES_ARE_FUNCTIONS(
      List.of("http.InheritsRoutes"),
      root ->
          noClasses()
              .should()
              .beAssignableTo(BasicDirectives.class)
              .because(
                  "a class below AllDirectives takes over a minute to compile; call the static methods"
                      + " of Directives")),

  ONLY_THE_COMMAND_LINE_PRINTS(
      List.of("cluster.Prints"),
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackages(root + ".local..", root + ".app..", root + "..testkit..")
              .should()
              .accessField(System.class, "out")
              .orShould()
              .accessField(System.class, "err")
              .because("a node speaks through its log; a test kit speaks to who runs it")),

  ONLY_POSTGRES_KNOWS_THE_DATABASE(
      List.of("tenants.OpensConnections"),
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackages(
                  root + ".persistence.postgres..",
                  root + ".persistence.feed..",
                  root + ".tenants.postgres..",
                  root + ".sample..")
              .should()
              .dependOnClassesThat(
                  resideInAnyPackage("java.sql..", "org.postgresql..", "org.flywaydb..")
                      .and(not(assignableTo(SQLException.class))))
              .because(
                  "one package of each module knows what its tables look like; elsewhere"
                      + " only the SQLSTATE of a failure may be read. A projection's handler, and so a"
                      + " sample's, writes to tables of its own through the connection it is given")),

  PACKAGES_ARE_NULL_MARKED(
      List.of("unmarked.Unmarked"),
      root ->
          classes()
              .should(Messages.BE_IN_A_NULL_MARKED_PACKAGE)
              .because("in a package that is not, the compiler finds no null"));

  private final List<String> violators;
  private final Function<String, ArchRule> rule;

  Rule(List<String> violators, Function<String, ArchRule> rule) {
    this.violators = violators;
    this.rule = rule;
  }

  /** The rule for the packages below this one. */
  public ArchRule in(String root) {
    return rule.apply(root);
  }

  /** The classes below {@code dev.troupe.architecture.violations} that break it. */
  public List<String> violators() {
    return violators;
  }
}
