package dev.ferry.memory.linux;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** For tests of system calls by their numbers; the others are skipped with this reason. */
@Retention(RetentionPolicy.RUNTIME)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "system calls of Linux on x86-64")
public @interface OnLinux {
}
