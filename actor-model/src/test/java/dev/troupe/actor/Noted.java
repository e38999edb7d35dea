package dev.troupe.actor;

import dev.troupe.model.EntityKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What interceptors noted, of all actors of a test in the order of their calls. */
final class Noted {
  static final Intercepted ACTOR = new Intercepted("line", EntityKey.parse("acme:l-1"));

  private final List<String> lines = new CopyOnWriteArrayList<>();

  List<String> lines() {
    return lines;
  }

  /** One that notes everything under its name, and lets all pass. */
  <M> Interceptor<M> by(String name) {
    return new Notes<>(name);
  }

  /** One that also refuses this message. */
  Interceptor<String> refusing(String name, String refused) {
    return new Notes<>(name) {
      @Override
      public Interception before(String message, Origin origin) {
        super.before(message, origin);
        return message.equals(refused)
            ? Interception.refused("not '%s' today".formatted(refused))
            : Interception.allowed();
      }
    };
  }

  /** One that also throws at this point: {@code start}, or {@code before} or {@code after} bad. */
  Interceptor<String> throwing(String name, String point) {
    return new Notes<>(name) {
      @Override
      public void onStart() {
        super.onStart();
        fail(point.equals("start"));
      }

      @Override
      public Interception before(String message, Origin origin) {
        super.before(message, origin);
        fail(point.equals("before") && message.equals("bad"));
        return Interception.allowed();
      }

      @Override
      public void after(String message, Origin origin, Outcome outcome, long tookNanos) {
        super.after(message, origin, outcome, tookNanos);
        fail(point.equals("after") && message.equals("bad"));
      }

      private void fail(boolean now) {
        if (now) {
          throw new IllegalStateException(name + " is broken");
        }
      }
    };
  }

  private class Notes<M> implements Interceptor<M> {
    private final String name;

    private Notes(String name) {
      this.name = name;
    }

    @Override
    public void onStart() {
      lines.add(name + ": start");
    }

    @Override
    public Interception before(M message, Origin origin) {
      lines.add("%s: %s".formatted(name, message));
      return Interception.allowed();
    }

    @Override
    public void after(M message, Origin origin, Outcome outcome, long tookNanos) {
      lines.add("%s: %s was %s".formatted(name, message, said(outcome)));
    }

    private static String said(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Handled handled -> "handled";
        case Outcome.Unhandled unhandled -> "unhandled";
        case Outcome.Rejected rejected -> "rejected: " + rejected.code();
        case Outcome.Failed failed -> "failed: " + failed.cause().getMessage();
        case Outcome.Refused refused -> "refused by %s: %s".formatted(refused.by(), refused.why());
      };
    }

    @Override
    public String name() {
      return name;
    }
  }
}
