package dev.troupe.bench.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of the stacks of a JVM's Java threads, taken by Java Flight Recorder: by CPU time where
 * it can do that (on Linux, since JDK 25), else of threads that run Java code.
 */
public final class Samples {
  private static final String BY_CPU_TIME = "jdk.CPUTimeSample";
  private static final String BY_CLOCK = "jdk.ExecutionSample";
  private static final String NAME = "bench";

  private Samples() {}

  /**
   * The stacks that this JVM (told by its process id) had on its threads meanwhile, the top frame
   * first; none where there is no {@code jcmd}.
   */
  public static List<List<RecordedFrame>> of(long pid, Path folder, Meanwhile meanwhile)
      throws Exception {
    Path settings = Files.writeString(folder.resolve("samples.jfc"), settings());
    Path recording = folder.resolve("samples-%d.jfr".formatted(pid));
    String started =
        Jcmd.tell(pid, "JFR.start", "name=" + NAME, "settings=" + settings, "disk=true");
    meanwhile.run();
    if (started.isEmpty()) {
      return List.of();
    }
    Jcmd.tell(pid, "JFR.stop", "name=" + NAME, "filename=" + recording);
    List<List<RecordedFrame>> stacks = read(recording);
    Files.delete(recording);
    return stacks;
  }

  /** What runs while samples are taken. */
  public interface Meanwhile {
    /** Blocks until enough samples were taken. */
    void run() throws Exception;
  }

  private static String settings() {
    boolean byCpuTime =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .anyMatch(type -> type.getName().equals(BY_CPU_TIME));
    String event =
        """
        <event name="%s">
          <setting name="enabled">true</setting>
          <setting name="stackTrace">true</setting>
          <setting name="%s">%d ms</setting>
        </event>
        """
            .formatted(
                byCpuTime ? BY_CPU_TIME : BY_CLOCK,
                byCpuTime ? "throttle" : "period",
                Duration.ofMillis(10).toMillis());
    return "<configuration version=\"2.0\">%s</configuration>".formatted(event);
  }

  private static List<List<RecordedFrame>> read(Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .filter(Samples::isSample)
        .filter(event -> event.getStackTrace() != null)
        .map(event -> event.getStackTrace().getFrames())
        .toList();
  }

  private static boolean isSample(RecordedEvent event) {
    String name = event.getEventType().getName();
    return name.equals(BY_CPU_TIME) || name.equals(BY_CLOCK);
  }
}
