package dev.ferry.memory.linux;

import dev.ferry.api.FerryException;
import java.util.Optional;

/** Whether this machine lets this process trap and log memory. */
public final class LinuxSupport {

    private LinuxSupport() {}

    /** What is missing, and how to get it; empty where all is there. Opens what a migration opens, and closes it. */
    public static Optional<String> missing() {
        String system = System.getProperty("os.name");
        String processor = System.getProperty("os.arch");
        if (!system.equals("Linux") || !processor.equals("amd64")) {
            return Optional.of("Linux on x86-64 is needed; this is " + system + " on " + processor);
        }
        try {
            WriteProtectLog.checkSupported();
            return Optional.empty();
        } catch (FerryException refused) {
            return Optional.of(refused.getMessage());
        } catch (LinkageError denied) {
            return Optional.of("calls to native code are denied to " + LinuxSupport.class.getModule()
                    + ": start Java with --enable-native-access=dev.ferry.memory.linux"
                    + " (on the class path, =ALL-UNNAMED)");
        }
    }
}
