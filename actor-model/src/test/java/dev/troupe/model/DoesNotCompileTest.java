package dev.troupe.model;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of the entity API can't get wrong. */
class DoesNotCompileTest {
  private static final String DOOR =
      """
      import dev.troupe.model.*;
      import dev.troupe.model.testkit.EntityTestKit;

      public record Door(EntityKey key)
          implements EventSourcedEntity<Door.Command<?>, Door.Event, Door.State> {
        public sealed interface Command<R> extends EntityCommand<Door, R> {}
        public record Open() implements Command<Done> {}
        public record Count() implements Command<Integer> {}
        public sealed interface Event {}
        public record Opened() implements Event {}
        public record Closed() implements Event {}
        public record State(int count) {}
        public record Ring() implements EntityCommand<Bell, Done> {}
        public interface Bell {}

        @Override public State initialState() { return new State(0); }

        @Override public Decision<Event, State> decide(State state, Command<?> command) {
          return switch (command) {
            case Open c when state.count() > 9 -> reject(c, "worn-out", "it was opened too often");
            case Open c -> persist(new Opened()).thenAck(c);
            case Count c -> persist(new Closed()).thenReply(c, State::count);
          };
        }

        @Override public State evolve(State state, Event event) {
          return switch (event) {
            case Opened e -> new State(state.count() + 1);
            case Closed e -> state;
          };
        }

        static void test(Door door) {
          EntityTestKit.of(door).when(new Open()).thenReply(Done.DONE);
        }
      }
      """;

  @TempDir Path classes;

  @Test
  void compilesWithoutAFault() {
    assertThat(faultsOf(DOOR)).isEmpty();
  }

  @Test
  void persistingWithoutAReply() {
    assertThat(faultsWith("persist(new Opened()).thenAck(c)", "persist(new Opened())"))
        .contains("Pending<", "cannot be converted to", "Decision<");
  }

  @Test
  void forgettingACommand() {
    assertThat(faultsWith("case Count c -> persist(new Closed()).thenReply(c, State::count);", ""))
        .contains("the switch expression does not cover all possible input values");
  }

  @Test
  void forgettingAnEvent() {
    assertThat(faultsWith("case Closed e -> state;", ""))
        .contains("the switch expression does not cover all possible input values");
  }

  @Test
  void answeringWithAnotherTypeThanTheCommandAsksFor() {
    assertThat(faultsWith("State::count", "s -> \"many\""))
        .contains("equality constraints: Integer", "lower bounds: String");
    assertThat(faultsWith("persist(new Closed()).thenReply(c, State::count)", "reply(c, \"many\")"))
        .contains("equality constraints: Integer", "lower bounds: String");
  }

  @Test
  void acknowledgingACommandThatAsksForMore() {
    assertThat(faultsWith("thenReply(c, State::count)", "thenAck(c)"))
        .contains("Count cannot be converted to EntityCommand<?,Done>");
  }

  @Test
  void sendingAnotherEntitysCommand() {
    assertThat(faultsWith("when(new Open())", "when(new Ring())"))
        .contains("Ring cannot be converted to EntityCommand<Door,");
  }

  @Test
  void expectingAnotherTypeThanTheCommandIsAnsweredWith() {
    assertThat(faultsWith("thenReply(Done.DONE)", "thenReply(7)"))
        .contains("int cannot be converted to Done");
  }

  private String faultsWith(String right, String wrong) {
    assertThat(DOOR).containsOnlyOnce(right);
    return faultsOf(DOOR.replace(right, wrong));
  }

  /** The compiler's errors, empty if it finds none. */
  private String faultsOf(String source) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var faults = new DiagnosticCollector<JavaFileObject>();
    var options =
        List.of(
            "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
    var task =
        compiler.getTask(null, null, faults, options, null, List.of(new Source("Door", source)));
    boolean compiled = task.call();
    String text =
        faults.getDiagnostics().stream()
            .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
            .map(each -> each.getMessage(Locale.ENGLISH))
            .map(each -> each.replace("dev.troupe.model.", "").replace("java.lang.", ""))
            .collect(joining("\n"));
    assertThat(compiled).isEqualTo(text.isEmpty());
    return text;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
