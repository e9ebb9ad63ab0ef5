package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The machine and the JVM that a measurement was made on. What could not be read is absent.
 *
 * @param plumbline version and commit of this tool
 * @param cpuModel as the kernel names it
 * @param cores processors that the JVM may use
 * @param memoryBytes of the machine
 * @param kernel name and release of the operating system
 * @param jdk vendor and version of the Java runtime
 * @param jvmFlags given on its command line
 * @param heapBytes the most heap it may take
 * @param governor frequency governor of the first core
 * @param containerCpus processors' worth of time that the control group allows
 * @param containerMemoryBytes memory that the control group allows
 * @param loadAverage of the last minute, when the measurement began
 * @param stealRatio share of processor time taken by the hypervisor during the measurement, 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Environment(
    String plumbline,
    Optional<String> cpuModel,
    int cores,
    OptionalLong memoryBytes,
    String kernel,
    String jdk,
    List<String> jvmFlags,
    long heapBytes,
    Optional<String> governor,
    OptionalDouble containerCpus,
    OptionalLong containerMemoryBytes,
    OptionalDouble loadAverage,
    OptionalDouble stealRatio) {

  public Environment {
    jvmFlags = List.copyOf(jvmFlags);
    containerCpus.ifPresent(value -> Finite.require("containerCpus", value));
    loadAverage.ifPresent(value -> Finite.require("loadAverage", value));
    stealRatio.ifPresent(value -> Finite.require("stealRatio", value));
  }
}
