//! Serves a story on loopback for a try by hand: `cargo run -p onboard-democloud --example serve -- STORY DIRECTORY`.
//! Prints what a client needs to know, as JSON.

use std::path::PathBuf;

use onboard_democloud::{DemoCloud, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let story = arguments.next().unwrap_or_else(|| "all-granted".to_owned());
    let directory = PathBuf::from(arguments.next().ok_or("which directory for the key files?")?);
    let cloud = DemoCloud::new(&story).ok_or("there is no such story")?;
    let served = serve(cloud, 0).await?;
    #[expect(clippy::print_stdout, reason = "this is its output")]
    {
        println!("{}", serde_json::to_string(&served.write_credentials(&directory)?)?);
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}
