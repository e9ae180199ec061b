import SystemIO
import Testing

@Suite struct SystemTests {
  @Test func mountsAreReadByTheirLongestPoint() {
    let table = MountTable(
      """
      21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      30 21 0:40 / /mnt/office\\040files rw - nfs4 server:/x rw
      31 21 0:41 / /mnt rw - tmpfs tmpfs rw
      32 31 0:42 / /mnt rw,nosuid shared:2 master:1 - fuse.sshfs host: rw
      nonsense
      """)
    #expect(table.kind(of: "/home") == "ext4")
    #expect(table.kind(of: "/mnt/office files/a") == "nfs4")
    #expect(table.kind(of: "/mnt/a") == "fuse.sshfs")
    #expect(table.kind(of: "/mnta") == "ext4")
    #expect(MountTable("").kind(of: "/") == nil)
  }

  @Test func programsRunAndEnd() throws {
    let runner = SystemProgramRunner()
    #expect(try runner.run("true", []) == 0)
    #expect(try runner.run("sh", ["-c", "exit 7"]) == 7)
    #expect(try runner.run("sh", ["-c", "kill -9 $$"]) == 137)
    // Tests run on threads that hold signals back.
    #expect(try runner.run("sh", ["-c", "kill -USR1 $$; exit 0"]) == 128 + 10)
    #expect(throws: ProgramError.notFound("kontor-no-such-program")) { try runner.run("kontor-no-such-program", []) }
  }

  @Test func entropyIsAsLongAsAskedAndNeverTheSame() {
    for count in [0, 1, 7, 8, 9, 100] { #expect(SystemEntropy().bytes(count).count == count) }
    #expect(SystemEntropy().bytes(16) != SystemEntropy().bytes(16))
    for _ in 0..<100 { #expect(SystemEntropy().number(below: 3) < 3) }
  }

  @Test func clocksGoForward() {
    let clock = SystemClock()
    let (start, wall) = (clock.uptime(), clock.now())
    clock.sleep(milliseconds: 5)
    #expect(clock.uptime() - start >= 5_000_000)
    #expect(clock.now() >= wall)
    #expect(Timestamp(milliseconds: clock.now()).utc > "2025")
  }

  @Test func machineKnowsItself() {
    let machine = SystemMachine()
    #expect(machine.workingDirectory.hasPrefix("/"))
    #expect(!machine.userName.isEmpty && !machine.hostName.isEmpty && machine.processID > 0)
    #expect(machine.variable("KONTOR_NO_SUCH_VARIABLE") == nil)
    #expect(machine.programPath?.hasPrefix("/") == true)
    #expect(abs(machine.offsetFromUTC(at: Timestamp(milliseconds: 0))) <= 15 * 3600)
  }
}
