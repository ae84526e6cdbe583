
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'onboard' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'onboard'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'onboard' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Recognise, parse and check credentials offline. No network call is possible here')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a credential live: identity, every permission, preconditions; ends in a report')
            [CompletionResult]::new('payload', 'payload', [CompletionResultType]::ParameterValue, 'Compose the connection payload of a credential, sealed or not; open a sealed one')
            [CompletionResult]::new('connections', 'connections', [CompletionResultType]::ParameterValue, 'List, rename and delete the connections that are kept on this computer')
            [CompletionResult]::new('remediate', 'remediate', [CompletionResultType]::ParameterValue, 'Print the smallest fix for what a report says is denied. Works from the file alone')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show the whole flow against a simulated cloud; no account and no network needed')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema (draft 2020-12) of a document')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;inspect' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Recognise only this provider''s credentials')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'Another file with a part of the credential, such as its certificate; may be given several times. It fills in what is missing and replaces what it holds. A path inside a credential file is never followed')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may be given several times')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code 1')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;check' {
            [CompletionResult]::new('--saved', '--saved', [CompletionResultType]::ParameterName, 'Take a saved connection, by its name or id, instead of a file. Its secrets come from the key store')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Recognise only this provider''s credentials')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'Take only a credential of this kind')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which of several credentials in the input: a profile or user name')
            [CompletionResult]::new('--purpose', '--purpose', [CompletionResultType]::ParameterName, 'What the connection is for; may be given several times. Default: image-management')
            [CompletionResult]::new('--option', '--option', [CompletionResultType]::ParameterName, 'An option that needs more permissions; may be given several times')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A non-secret setting, such as region=eu-central-1; may be given several times')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'Another file with a part of the credential, such as its certificate; may be given several times. It fills in what is missing and replaces what it holds. A path inside a credential file is never followed')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may be given several times')
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'A JSON file of base URLs by service, for test servers and private clouds')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'More trusted issuers, PEM')
            [CompletionResult]::new('--pin', '--pin', [CompletionResultType]::ParameterName, 'SHA-256 of the certificate to accept, hex, with or without colons')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, such as http://host:port')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for the whole check, in seconds. Default: 30')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code differ from 0')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the report. Default: text')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the report to this file instead of standard output')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for --format json')
            [CompletionResult]::new('--calls', '--calls', [CompletionResultType]::ParameterName, 'Print the requests that would be sent, with their intent, and send none')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;payload' {
            [CompletionResult]::new('--saved', '--saved', [CompletionResultType]::ParameterName, 'Take a saved connection, by its name or id, instead of a file. Its secrets come from the key store')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Recognise only this provider''s credentials')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'Take only a credential of this kind')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Which of several credentials in the input: a profile or user name')
            [CompletionResult]::new('--purpose', '--purpose', [CompletionResultType]::ParameterName, 'What the connection is for; may be given several times. Default: image-management')
            [CompletionResult]::new('--option', '--option', [CompletionResultType]::ParameterName, 'An option that needs more permissions; may be given several times')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'A non-secret setting, such as region=eu-central-1; may be given several times')
            [CompletionResult]::new('--with', '--with', [CompletionResultType]::ParameterName, 'Another file with a part of the credential, such as its certificate; may be given several times. It fills in what is missing and replaces what it holds. A path inside a credential file is never followed')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A secret field from a file of its own, such as certificate_password=pass.txt, without the line end at its end; may be given several times')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the connection')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'Its description')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A tag of it; may be given several times')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form of the payload. A sealed one is always json')
            [CompletionResult]::new('--secrets', '--secrets', [CompletionResultType]::ParameterName, 'What happens to secrets. inline needs --out and writes a file that only you can read; with a seal, only who can open it reads them')
            [CompletionResult]::new('--seal-to', '--seal-to', [CompletionResultType]::ParameterName, 'Seal the payload (age, armored) for this recipient, age1…; may be given several times')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'Seal the payload (age, armored) with the passphrase in this file, without the line end at its end')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Attach what this report of an earlier check says; it must be of the same credential and target')
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'A JSON file of base URLs by service, for test servers and private clouds')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'More trusted issuers, PEM')
            [CompletionResult]::new('--pin', '--pin', [CompletionResultType]::ParameterName, 'SHA-256 of the certificate to accept, hex, with or without colons')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'The proxy, such as http://host:port')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time for the whole check, in seconds. Default: 30')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'What makes the exit code differ from 0')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the payload to this file instead of standard output')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Check live first and attach the outcome. Nothing is written when the check ends with 1, 3 or 4')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open a sealed payload and check it against the schema. Secrets in it are not printed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;payload;open' {
            [CompletionResult]::new('--identity', '--identity', [CompletionResultType]::ParameterName, 'The private key that opens it: a file of age-keygen')
            [CompletionResult]::new('--passphrase-file', '--passphrase-file', [CompletionResultType]::ParameterName, 'The file with its passphrase, without the line end at its end')
            [CompletionResult]::new('--secrets', '--secrets', [CompletionResultType]::ParameterName, 'What happens to the secrets in it. inline needs --out and writes a file that only you can read')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the payload to this file instead of standard output')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;payload;help' {
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open a sealed payload and check it against the schema. Secrets in it are not printed')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;payload;help;open' {
            break
        }
        'onboard;payload;help;help' {
            break
        }
        'onboard;connections' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the saved connections. The key store is not asked')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a saved connection another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a saved connection, and its secrets in the key store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;connections;list' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;connections;rename' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Of this provider, when several have the name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;connections;delete' {
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Of this provider, when several have the name')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;connections;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the saved connections. The key store is not asked')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a saved connection another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a saved connection, and its secrets in the key store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;connections;help;list' {
            break
        }
        'onboard;connections;help;rename' {
            break
        }
        'onboard;connections;help;delete' {
            break
        }
        'onboard;connections;help;help' {
            break
        }
        'onboard;remediate' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Only this form. Default: all')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write one file a fix into this folder instead of standard output')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the fixes as one JSON document')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;demo' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the scenarios')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the whole flow in the terminal against the demo cloud inside this process')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the demo cloud on loopback until stopped, for other programs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;demo;list' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;demo;run' {
            [CompletionResult]::new('--scenario', '--scenario', [CompletionResultType]::ParameterName, 'Which scenario')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'Which provider. Default: the first that the scenario has')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;demo;serve' {
            [CompletionResult]::new('--scenario', '--scenario', [CompletionResultType]::ParameterName, 'Which scenario')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port; 0 takes a free one')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'How long each answer takes; without it, as long as the scenario says')
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print the line of JSON and no hints')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;demo;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the scenarios')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the whole flow in the terminal against the demo cloud inside this process')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the demo cloud on loopback until stopped, for other programs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;demo;help;list' {
            break
        }
        'onboard;demo;help;run' {
            break
        }
        'onboard;demo;help;serve' {
            break
        }
        'onboard;demo;help;help' {
            break
        }
        'onboard;schema' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;completions' {
            [CompletionResult]::new('--language', '--language', [CompletionResultType]::ParameterName, 'Language of findings, reasons and reports')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'onboard;help' {
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Recognise, parse and check credentials offline. No network call is possible here')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a credential live: identity, every permission, preconditions; ends in a report')
            [CompletionResult]::new('payload', 'payload', [CompletionResultType]::ParameterValue, 'Compose the connection payload of a credential, sealed or not; open a sealed one')
            [CompletionResult]::new('connections', 'connections', [CompletionResultType]::ParameterValue, 'List, rename and delete the connections that are kept on this computer')
            [CompletionResult]::new('remediate', 'remediate', [CompletionResultType]::ParameterValue, 'Print the smallest fix for what a report says is denied. Works from the file alone')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Show the whole flow against a simulated cloud; no account and no network needed')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema (draft 2020-12) of a document')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'onboard;help;inspect' {
            break
        }
        'onboard;help;check' {
            break
        }
        'onboard;help;payload' {
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open a sealed payload and check it against the schema. Secrets in it are not printed')
            break
        }
        'onboard;help;payload;open' {
            break
        }
        'onboard;help;connections' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the saved connections. The key store is not asked')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a saved connection another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a saved connection, and its secrets in the key store')
            break
        }
        'onboard;help;connections;list' {
            break
        }
        'onboard;help;connections;rename' {
            break
        }
        'onboard;help;connections;delete' {
            break
        }
        'onboard;help;remediate' {
            break
        }
        'onboard;help;demo' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the scenarios')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the whole flow in the terminal against the demo cloud inside this process')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the demo cloud on loopback until stopped, for other programs')
            break
        }
        'onboard;help;demo;list' {
            break
        }
        'onboard;help;demo;run' {
            break
        }
        'onboard;help;demo;serve' {
            break
        }
        'onboard;help;schema' {
            break
        }
        'onboard;help;completions' {
            break
        }
        'onboard;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
